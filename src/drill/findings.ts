/** What the plays say of the chain as a whole. */
import type { AskedLeg } from './ask-legs.ts';
import { brokenLeg, causeOf, limitIn, type Cause } from './causes.ts';
import { vendorOf, type Chain } from './chain.ts';
import type { DrillFinding, DrillPlay } from './report.ts';

/** An answer that comes so much later than usual is reported. */
const SLOW_MS = 30_000;

/** Under which a play is named in findings. */
export const nameOfPlay = ({ fault, leg, operation }: DrillPlay): string =>
  `${fault}${leg === undefined ? '' : ` of ${leg}`} (${operation})`;

/** Findings of one cause are one finding. */
function createList() {
  const findings = new Map<string, DrillFinding>();
  return {
    add({ code, message, remedy, legs }: Cause, level: DrillFinding['level'], play?: DrillPlay): void {
      const key = `${code} ${legs.join(' ')}${code === 'options' ? message : ''}`;
      const known = findings.get(key) ?? { code, level, message, remedy, legs, plays: [] };
      if (play) known.plays.push(nameOfPlay(play));
      findings.set(key, known);
    },
    all: () => {
      const order = ['error', 'warning', 'note'];
      return [...findings.values()].toSorted((one, other) => order.indexOf(one.level) - order.indexOf(other.level));
    },
  };
}

const slow = (play: DrillPlay, usualMs: number): Cause => ({
  code: 'slow',
  message: `When \`${play.leg}\` is silent, the answer comes ${Math.round(play.ms! / 1000)} s after the call began.`,
  remedy: `Set \`hedge.afterMs\` or \`timeouts.firstContentMs\` to a few times what \`${play.leg}\` usually takes (here ${usualMs} ms); below its slowest answers they cut off good ones.`,
  legs: [play.leg!],
});

const cutOff = (names: string[]): Cause => ({
  code: 'cut-off',
  message: 'A stream that breaks off after its first content ends with an error: no leg can take back what was shown.',
  remedy:
    'Show the error and let the user ask again; for text alone `afterContent: "continue"` lets a leg with `assistantPrefill` go on.',
  legs: names,
});

const late = (play: DrillPlay, withinMs: number): Cause => ({
  code: 'late',
  message: `When \`${play.leg ?? play.by}\` is broken, the answer comes later than ${withinMs} ms after the call began.`,
  remedy:
    'Set `hedge.afterMs` or `timeouts.firstContentMs` so that what is left of that time is enough for the next leg.',
  legs: [play.leg ?? play.by ?? ''],
});

/** Judges each play, with what is to be done, and says what they have in common. Changes the plays' verdicts. */
export function judge(
  chain: Chain,
  asked: readonly AskedLeg[],
  plays: readonly DrillPlay[],
  warnings: readonly string[],
  withinMs: number | undefined,
): DrillFinding[] {
  const list = createList();
  const names = chain.legs.map(({ name }) => name);
  if (names.length === 1)
    list.add(
      {
        code: 'one-leg',
        message: `\`${names[0]}\` is the only leg: when it fails, every call fails.`,
        remedy: 'Add a leg of another vendor to `models`.',
        legs: names,
      },
      'error',
    );
  for (const { told } of asked) if (!told.ok) list.add(brokenLeg(told), 'error');
  const usualOf = (leg: string | undefined) => asked.find(({ told }) => told.leg === leg)?.told.ms ?? 0;
  for (const play of plays) {
    const cause = judgePlay(play, usualOf(play.leg));
    if (!cause) continue;
    play.remedy = cause.remedy;
    list.add(cause, cause.code === 'slow' ? 'warning' : cause.code === 'cut-off' ? 'note' : 'error', play);
  }
  for (const message of warnings)
    list.add({ code: 'options', message, remedy: 'Change the options that it names.', legs: [] }, 'warning');
  if (names.length > 1 && new Set(chain.legs.map(vendorOf)).size === 1)
    list.add(
      {
        code: 'same-vendor',
        message: 'All legs are of one vendor: its outage takes all of them.',
        remedy: 'Add a leg of another vendor.',
        legs: names,
      },
      'warning',
    );
  return list.all();

  function judgePlay(play: DrillPlay, usualMs: number): Cause | undefined {
    if (play.verdict === 'partial') return cutOff(names);
    if (!play.answered) return causeOf(play, chain, asked);
    if (withinMs !== undefined && play.ms! > withinMs) {
      play.verdict = 'late';
      play.answered = false;
      return late(play, withinMs);
    }
    const limit = limitIn(play, asked);
    if (limit) return limit;
    return play.leg !== undefined && play.ms! > usualMs + SLOW_MS ? slow(play, usualMs) : undefined;
  }
}
