/** `preflight`: whether every leg answers, before anybody needs it. */
import { EXIT, UsageError } from '../exit.ts';
import { cleanData } from '../terminal/clean.ts';
import type { Cell } from '../terminal/table.ts';
import { MODULE, text, type Args, type Command } from './context.ts';

/** A number of milliseconds that was given. */
export function milliseconds(args: Args, name: string): number | undefined {
  const given = text(args, name);
  if (given === undefined) return undefined;
  const value = Number(given);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new UsageError(`--${name} takes a whole number of milliseconds from 1; got ${JSON.stringify(given)}.`);
}

const HEAD = ['chain', 'leg', 'first content', 'verdict', 'why, and what to do'];

export const command: Command = {
  description: 'Ask every leg one small question, for real: does it answer, how fast, and if not, why',
  args: {
    ...MODULE,
    'timeout-ms': { type: 'string', description: 'Longest wait for a leg, in milliseconds', valueHint: 'ms' },
  },
  async run(args, output) {
    const timeoutMs = milliseconds(args, 'timeout-ms');
    const [{ loadFor }, { preflightAll }, { renderTable }] = await Promise.all([
      import('../modules/module-run.ts'),
      import('../modules/preflight-all.ts'),
      import('../terminal/table.ts'),
    ]);
    const { chains } = await loadFor(args);
    output.progress('Asking every leg …');
    const asked = await preflightAll(chains, {
      ...(timeoutMs !== undefined && { timeoutMs }),
      ...(output.signal && { abortSignal: output.signal }),
      onLeg: done => output.progress(`Asking every leg … ${done} done`),
    });
    const reports = cleanData(asked, output.clean);
    const ok = reports.every(report => report.ok);
    if (args['json'] === true) output.json({ ok, chains: reports });
    else {
      const rows = reports.flatMap(({ chain, legs }) =>
        legs.map((leg): Cell[] => [
          { text: chain },
          { text: leg.leg },
          {
            text:
              leg.firstContentMs === undefined ? (leg.ok ? `(${leg.ms} ms in all)` : '–') : `${leg.firstContentMs} ms`,
          },
          leg.ok
            ? { text: '✓ answers', style: 'good' }
            : { text: `✗ ${leg.failure?.category ?? 'fails'}`, style: 'bad' },
          { text: leg.ok ? '' : `${leg.failure?.message ?? ''} ${leg.failure?.remedy ?? ''}`.trim() },
        ]),
      );
      output.print(renderTable(HEAD, rows, output.columns, output.paint));
      const legs = reports.flatMap(report => report.legs);
      output.print(`\n${legs.filter(leg => leg.ok).length} of ${legs.length} legs answer.`);
    }
    return ok ? EXIT.ok : EXIT.broken;
  },
};
