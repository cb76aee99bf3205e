// What became of each scenario in each runtime, as a table.

/** One word for all calls of a scenario. */
function cellOf(rows, name) {
  const played = rows.filter(({ scenario }) => scenario === name);
  if (played.length === 0) return '–';
  return played.every(({ fault }) => fault === undefined) ? 'yes' : 'no';
}

/** @param {Map<string, { scenario: string, call: string, fault?: string }[]>} results by runtime */
export function tableOf(results) {
  const names = [...new Set([...results.values()].flat().map(({ scenario }) => scenario))];
  const callsOf = name => {
    const calls = [...results.values()].flat().filter(({ scenario }) => scenario === name);
    return [...new Set(calls.map(({ call }) => call))].join(', ');
  };
  const rows = names.map(name => [name, callsOf(name), ...[...results.values()].map(played => cellOf(played, name))]);
  const head = ['scenario', 'called by', ...results.keys()];
  const widths = head.map((title, column) => Math.max(...[head, ...rows].map(row => row[column].length), title.length));
  const line = cells => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [line(head), line(widths.map(width => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
