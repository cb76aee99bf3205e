/** Why a play went wrong, and what to do about it, in one line. */
import { LIMIT_RULES, OUT_OF_TIME } from '../own-failures.ts';
import type { AskedLeg } from './ask-legs.ts';
import type { Chain } from './chain.ts';
import { FAULTS } from './faults.ts';
import type { DrillFindingCode, DrillLeg, DrillPlay } from './report.ts';

export interface Cause {
  code: DrillFindingCode;
  message: string;
  remedy: string;
  legs: string[];
}

const list = (names: readonly string[]): string => names.map(name => `\`${name}\``).join(' and ');

/** Failures that say: this leg cannot do what the request asks for. */
const REFUSALS: ReadonlySet<string> = new Set(['invalid-request', 'context-length', 'content-policy']);

/** What is to be said of a leg that did not answer when it was asked. */
export function brokenLeg({ leg, failure }: DrillLeg): Cause {
  const why = failure?.message ?? 'It did not answer.';
  if (failure && (REFUSALS.has(failure.category) || failure.scope === 'request'))
    return {
      code: 'leg-cannot-take-request',
      message: `\`${leg}\` cannot take the request: ${why}`,
      remedy: `Put a leg in the place of \`${leg}\` that takes what your calls ask for (tools, output, length), or set its \`settings\` and \`providerOptions\`.`,
      legs: [leg],
    };
  return {
    code: 'leg-broken',
    message: `\`${leg}\` did not answer when it was asked: ${why}`,
    remedy: failure?.remedy
      ? `\`${leg}\`: ${failure.remedy}`
      : `Make \`${leg}\` answer by itself before you rely on it.`,
    legs: [leg],
  };
}

/** With less left no leg is started by default. */
const LEAST_MS = 250;

const noTime = ({ leg }: DrillPlay, others: readonly AskedLeg[], totalMs: unknown): Cause => {
  const needs = Math.max(LEAST_MS, Math.min(...others.map(({ told }) => told.ms)));
  const names = others.map(({ leg: { name } }) => name);
  return {
    code: 'no-time',
    message: `When \`${leg ?? names[0]}\` fails late, \`timeouts.totalMs\` (${String(totalMs)} ms) leaves ${list(names)} no time: an answer takes it ${needs} ms.`,
    remedy: `Give up on the silent leg earlier (\`timeouts.firstContentMs\`, or \`hedge.afterMs\`), so that at least ${needs} ms of \`totalMs\` are left, or raise \`totalMs\`.`,
    legs: names,
  };
};

const shared = (what: 'gateway' | 'account', hits: string[]): Cause => ({
  code: what === 'gateway' ? 'shared-gateway' : 'shared-account',
  message: `${list(hits)} share one ${what}: when it is broken, no leg is left.`,
  remedy:
    what === 'gateway'
      ? 'Add a leg that goes around this gateway: the provider itself, or another gateway.'
      : 'Add a leg that another account pays for.',
  legs: hits,
});

const tooShort = (leg: string, rule: string, needs: number): Cause => {
  const limit = rule.slice(rule.indexOf(':') + 1);
  return {
    code: 'limit-too-short',
    message: `\`${leg}\` answers within ${needs} ms, and \`timeouts.${limit}\` cuts it off.`,
    remedy: `Raise \`timeouts.${limit}\` well above ${needs} ms: it is a safety net, not a target.`,
    legs: [leg],
  };
};

/** A leg that answers, and was cut off by a limit that this play should not have met. */
export function limitIn(play: DrillPlay, asked: readonly AskedLeg[]): Cause | undefined {
  for (const { leg, told } of asked) {
    if (!told.ok || play.hits.includes(leg.name)) continue;
    const cut = play.attempts.find(
      ({ leg: name, outcome, rule = '' }) =>
        name === leg.name && outcome === 'failed' && LIMIT_RULES.includes(rule) && rule !== OUT_OF_TIME,
    );
    if (cut) return tooShort(leg.name, cut.rule!, told.ms);
  }
  return undefined;
}

/** What the legs did that were not broken. */
function causeInOthers(play: DrillPlay, others: readonly AskedLeg[]): Cause | undefined {
  for (const { leg, told } of others) {
    const failed = play.attempts.find(attempt => attempt.leg === leg.name && attempt.outcome === 'failed');
    if (!told.ok && failed) return brokenLeg(told);
    if (failed?.rule !== undefined && LIMIT_RULES.includes(failed.rule))
      return tooShort(leg.name, failed.rule, told.ms);
    const skipped = play.timeline.find(step => step.type === 'skip' && step.leg === leg.name);
    if (skipped && /context window|file of the request/.test(skipped.text))
      return {
        code: 'leg-cannot-take-request',
        message: skipped.text,
        remedy: `Correct what is declared about \`${leg.name}\`, or put a leg in its place that takes the request.`,
        legs: [leg.name],
      };
  }
  return undefined;
}

/** Of a call that ended, or goes on for ever, before any leg was asked. */
const notAsked = ({ verdict, failure }: DrillPlay, names: string[]): Cause =>
  verdict === 'never-ends'
    ? {
        code: 'never-ends',
        message: 'No leg is asked, and the call neither answers nor fails: `route` does not answer.',
        remedy: 'Let `route` answer in time; `timeouts.totalMs` ends at least the call.',
        legs: names,
      }
    : {
        code: 'unanswered',
        message: `No leg is asked: ${failure?.message ?? 'no failure was given'}`,
        remedy: 'Correct the hook or the option that it names; `route` has to answer before any leg is asked.',
        legs: names,
      };

/** Why a call was not answered. */
export function causeOf(play: DrillPlay, { settings, legs }: Chain, asked: readonly AskedLeg[]): Cause {
  const names = legs.map(({ name }) => name);
  const broken = play.leg ?? names[0]!;
  const others = asked.filter(({ leg }) => !play.hits.includes(leg.name));
  const found = limitIn(play, asked) ?? causeInOthers(play, others);
  if (play.attempts.length === 0) return found ?? notAsked(play, names);
  if (play.verdict === 'never-ends')
    return {
      code: 'never-ends',
      message: `When \`${broken}\` hangs, the call neither answers nor fails.`,
      remedy:
        'Set `timeouts.totalMs`, or `timeouts.firstContentMs` and `timeouts.attemptMs`, so that silence becomes a failure.',
      legs: [broken],
    };
  if (names.length === 1 && play.fault !== 'none')
    return {
      code: 'one-leg',
      message: `\`${broken}\` is the only leg: when it fails, every call fails.`,
      remedy: 'Add a leg of another vendor to `models`.',
      legs: names,
    };
  const { hits } = play.fault === 'none' ? { hits: 'leg' as const } : FAULTS[play.fault];
  if (hits !== 'leg' && others.length === 0) return shared(hits, play.hits);
  const ranOut = play.timeline.some(({ type, text }) => type === 'skip' && text.includes('no time is left'));
  const isOver = play.failure?.rule === OUT_OF_TIME || play.attempts.some(({ rule }) => rule === OUT_OF_TIME);
  const usable = others.filter(({ told, leg }) => told.ok && leg.name !== play.leg);
  if ((ranOut || isOver) && usable.length > 0) return noTime(play, usable, settings.timeouts?.totalMs);
  if (found) return found;
  const isStopped = play.attempts.every(({ leg }) => play.hits.includes(leg)) && others.length > 0;
  const remedy = play.failure?.remedy ?? 'See the timeline of this call.';
  return isStopped
    ? {
        code: 'not-passed-on',
        message: `When \`${broken}\` shows this (${play.failure?.category ?? 'a failure'}), no other leg is asked.`,
        remedy: `Let \`shouldFailOver\`, \`route\`, \`rules\` or \`maxAttempts\` pass it on. ${remedy}`,
        legs: [broken],
      }
    : {
        code: 'unanswered',
        message: `When \`${broken}\` is broken, the call is not answered: ${play.failure?.message ?? 'no failure is reported'}`,
        remedy,
        legs: [broken],
      };
}
