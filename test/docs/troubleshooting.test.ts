/** docs/troubleshooting.md: its programs show what the page says they show. */
import type * as ai from 'ai';
import { generateText } from 'ai';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { expect, it, vi } from 'vitest';
import { fixtures, hang, ok, scenario, slowFirstToken, status } from '../../mocks/index.ts';
import { run } from './blocks.ts';
import { describePrograms } from './programs.ts';
import { advance, counts, RETRY_MS, stage, watch, type Stage } from './stage.ts';

const page = 'docs/troubleshooting.md';

/** Makes one call to the program's model. */
async function call(on: Stage, program: string, passMs: number, ...returned: string[]) {
  const made = await run(program, on.names, 'model', ...returned);
  const answer = watch(generateText({ model: made['model'] as ai.LanguageModel, prompt: 'Hi', maxRetries: 0 }));
  for (const ms of [0, passMs, RETRY_MS]) await advance(on, ms);
  return { ...made, answer };
}

describePrograms(page, {
  'verbose: true': program => {
    it('writes each step of a call', async () => {
      const lines: string[] = [];
      for (const level of ['debug', 'info', 'warn', 'error'] as const)
        vi.spyOn(console, level).mockImplementation(line => void lines.push(String(line)));
      const on = stage([status(503)], [ok('hello')]);
      await call(on, program, 0);
      const types = ['call-start', 'attempt-start', 'failure', 'retry', 'failover', 'attempt-end', 'answered after'];
      for (const type of types) expect(lines.join('\n')).toContain(type);
    });
  },

  "fixtures['anthropic-529-overloaded']": program => {
    it('prints what its comment says', async () => {
      const log = vi.spyOn(console, 'log').mockImplementation(() => {});
      const on = stage([ok('not used')], [ok('not used')]);
      const names = { ...on.names, createAnthropic, createOpenAI, fixtures, ok, scenario };
      const printed = watch(run(program, names));
      await advance(on, RETRY_MS);
      expect(printed.isOver).toBe(true);
      const [, comment] = /; \/\/ (.*)\n/.exec(program) ?? [];
      expect(log.mock.calls.map(args => args.join(' '))).toEqual([comment]);
    });
  },

  'export const reasons': program => {
    it.each([
      ['a hang', hang(), 90_000, 'hedge'],
      ['a refused key', status(401), 0, 'anthropic:authentication'],
    ])('%s is counted', async (_, step, passMs, reason) => {
      const on = stage([step], [ok('hello')]);
      const { reasons } = (await call(on, program, passMs, 'reasons')) as unknown as { reasons: Map<string, number> };
      expect([...reasons]).toEqual([[reason, 1]]);
    });

    it('an open breaker is counted as skipped', async () => {
      const on = stage([status(401)], [ok('hello')]);
      const { model, reasons } = (await call(on, program, 0, 'reasons')) as unknown as {
        model: ai.LanguageModel;
        reasons: Map<string, number>;
      };
      await generateText({ model, prompt: 'Hi' });
      expect(reasons.get('skipped: breaker')).toBe(1);
    });
  },

  'model.preflight()': program => {
    it('names the model that does not answer, and what to do', async () => {
      const log = vi.spyOn(console, 'log').mockImplementation(() => {});
      const process = { exitCode: 0 };
      const body = { error: { message: 'The model `gpt-5` does not exist', code: 'model_not_found' } };
      const on = stage([ok('ok')], [status(404, { body })]);
      const asked = watch(run(program, { ...on.names, process }));
      await advance(on, RETRY_MS);
      expect(asked.isOver).toBe(true);
      expect([process.exitCode, counts(on)]).toEqual([1, [1, 1]]);
      const [first, second] = log.mock.calls.map(args => args.join(' '));
      expect(first).toMatch(/claude-sonnet-4-5 answers$/);
      expect(second).toMatch(/gpt-5 .*does not exist.*Check the model/);
    });
  },

  "console.log(event.callId, 'slow'": program => {
    it.each([
      ['a slow model', slowFirstToken(20_000, 'hello'), 20_000, ['answered', 'slow']],
      ['a model that hung until the hedge', hang(), 90_000, ['answered', 'slow', 'lost']],
      ['a model that asks for a wait', status(429, { retryAfter: 3 }), 3_000, ['retry']],
    ])('%s', async (_, step, passMs, shown) => {
      const log = vi.spyOn(console, 'log').mockImplementation(() => {});
      const on = stage([step], [ok('hello')]);
      await call(on, program, passMs);
      const words = new Set(log.mock.calls.flat().map(String));
      expect(shown.filter(word => !words.has(word))).toEqual([]);
    });
  },
});
