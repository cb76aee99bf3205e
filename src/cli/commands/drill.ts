/** `drill`: what happens to calls when each leg is down in each way, without an outage. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { cleanData } from '../terminal/clean.ts';
import type { NamedReport } from '../drill-report/named-report.ts';
import { EXIT, UsageError } from '../exit.ts';
import type { Loaded } from '../modules/load-chains.ts';
import type { Output } from '../terminal/output.ts';
import { MODULE, text, type Args, type Command } from './context.ts';
import { milliseconds } from './preflight.ts';

/** What the SDK does not take of a module's own request is the module's mistake. */
async function refusing<Report>(asking: Promise<Report>): Promise<Report> {
  try {
    return await asking;
  } catch (error) {
    const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new UsageError(`The export \`drill\` cannot be asked. ${said}`);
  }
}

async function drillAll({ chains, module }: Loaded, args: Args, output: Output): Promise<NamedReport[]> {
  const [{ drill }, { drillRequestOf }] = await Promise.all([
    import('../../drill/drill.ts'),
    import('../modules/drill-request.ts'),
  ]);
  const prompt = text(args, 'prompt');
  const given = drillRequestOf(module);
  // Another prompt takes the place of messages, too.
  const request = prompt === undefined ? given : { ...given, prompt, messages: undefined };
  const withinMs = milliseconds(args, 'within-ms');
  const reports: NamedReport[] = [];
  for (const { name, model } of chains) {
    const asking = drill(model, {
      ask: args['assume'] === true ? 'assume' : 'once',
      ...(request && { request }),
      ...(withinMs !== undefined && { withinMs }),
      ...(output.signal && { abortSignal: output.signal }),
      onProgress: ({ stage, done, total }) =>
        output.progress(`${name}: ${stage === 'ask' ? 'asking legs' : 'playing outages'} ${done}/${total}`),
    });
    reports.push({ chain: name, ...(await (given ? refusing(asking) : asking)) });
  }
  return reports;
}

async function writeHtml(path: string, reports: readonly NamedReport[], output: Output): Promise<void> {
  const { drillPage } = await import('../drill-report/page.ts');
  try {
    writeFileSync(path, drillPage(reports));
  } catch (error) {
    throw new UsageError(`${path} cannot be written. ${error instanceof Error ? error.message : ''}`);
  }
  output.note(`The report stands in ${path}.`);
}

export const command: Command = {
  description: 'Ask every leg once, then simulate every outage of every leg: who answers, how late, and what to change',
  args: {
    ...MODULE,
    prompt: { type: 'string', description: 'What each leg is asked', valueHint: 'text' },
    assume: { type: 'boolean', description: 'Send no request: assume that legs answer at once' },
    'within-ms': { type: 'string', description: 'An answer that comes later counts as none', valueHint: 'ms' },
    html: { type: 'string', description: 'Write a report with pictures to this file', valueHint: 'file' },
  },
  async run(args, output) {
    const [{ loadFor }, { drillText }] = await Promise.all([
      import('../modules/module-run.ts'),
      import('../drill-report/text.ts'),
    ]);
    milliseconds(args, 'within-ms');
    const html = text(args, 'html');
    // The module may go elsewhere.
    const page = html === undefined ? undefined : resolve(html);
    const found = await drillAll(await loadFor(args), args, output);
    // Before lines are broken: of a credential in two lines none is recognised.
    const reports = cleanData(found, output.clean);
    const ok = reports.every(report => report.ok);
    if (args['json'] === true) output.json({ ok, chains: reports });
    else output.print(reports.map(report => drillText(report, output)).join('\n\n'));
    if (page !== undefined) await writeHtml(page, reports, output);
    return ok ? EXIT.ok : EXIT.broken;
  },
};
