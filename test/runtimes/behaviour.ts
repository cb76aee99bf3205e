/**
 * Plays every scenario in whatever runtime runs this file, against the upstream whose address is its argument, with the
 * package as it is installed beside it. Prints one line of JSON for each, and must end by itself: a timer that was left
 * would keep it alive.
 */
import { CALLS, Stage } from './stage.ts';
import { scenarios, single, type Scenario } from './scenarios.ts';

const runtime = globalThis as { process?: { argv: string[] } };
const upstream = runtime.process?.argv[2] ?? '';
// That a fallback served is expected here.
Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });

async function report(call: string, [scenario, play]: Scenario, stage: Stage): Promise<void> {
  let fault: string | undefined;
  const startedAt = Date.now();
  try {
    await play(stage);
  } catch (error) {
    fault = String((error as Error).message ?? error);
  }
  console.log(JSON.stringify({ scenario, call, ms: Date.now() - startedAt, fault }));
}

for (const [name, call] of Object.entries(CALLS))
  for (const scenario of scenarios) await report(name, scenario, new Stage(upstream, call));
for (const scenario of single) await report('embed', scenario, new Stage(upstream, CALLS['generateText']!));
console.log(JSON.stringify({ done: true }));
