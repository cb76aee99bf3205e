/** docs/nextjs.md: its route and its page, together, by a manual clock. */
import { expect, it, vi } from 'vitest';
import { hang, ok, stall, status, type Step } from '../../mocks/index.ts';
import { openBrowser } from './browser.ts';
import { blockWith, run } from './blocks.ts';
import { describePrograms } from './programs.ts';
import { advance, counts, RETRY_MS, stage, watch, type Stage } from './stage.ts';

const page = 'docs/nextjs.md';
type Route = (request: Request) => Promise<Response>;

async function open(on: Stage) {
  for (const level of ['info', 'warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => {});
  const { POST, maxDuration } = await run(blockWith(page, 'app/api/chat/route.ts'), on.names, 'POST', 'maxDuration');
  const browser = openBrowser(POST as Route);
  const { exported } = await run(blockWith(page, 'app/page.tsx'), browser.names, 'exported');
  const look = () => browser.look(exported as () => unknown);
  const textsOf = (type: string, role?: string) =>
    look().flatMap(({ type: tag, props, text }) => (tag === type && props?.['role'] === role ? [text] : []));
  const find = (type: string) => look().find(element => element.type === type)!;
  return {
    maxDurationMs: Number(maxDuration) * 1_000,
    send(text: string) {
      find('input').props.onChange?.({ currentTarget: { value: text } });
      find('form').props.onSubmit?.({ preventDefault() {} });
    },
    press: (name: string) => (find('button').text === name ? find('button').props['onClick'] : undefined),
    messages: () => textsOf('p'),
    notice: () => textsOf('p', 'status').join(''),
    error: () => textsOf('p', 'alert').join(''),
    button: () => textsOf('button').join(''),
  };
}

describePrograms(page, {
  'app/api/chat/route.ts': () => {
    it('ends by its own limit, with an error that the page shows, before the platform ends the function', async () => {
      const on = stage([hang()], [hang()]);
      const chat = await open(on);
      chat.send('Hi');
      await advance(on, 12_000);
      expect(counts(on)).toEqual([1, 1]);
      await advance(on, 37_999);
      expect(chat.error()).toBe('');
      await advance(on, 1);
      expect(chat.error()).not.toBe('');
      expect(on.clock.monotonic() - 1_000_000).toBeLessThan(chat.maxDurationMs);
      expect([counts(on), on.clock.pending]).toEqual([[1, 1], 0]);
      expect(console.error).toHaveBeenCalledWith(expect.stringMatching(/failed after 50 s.*claude.*gpt/));
    });

    it('an answer that stalls ends with an error after 15 seconds', async () => {
      const on = stage([stall({ afterParts: 1, text: ['half ', 'a sentence'] })], [ok('not asked')]);
      const chat = await open(on);
      chat.send('Hi');
      await advance(on, 14_999);
      expect([chat.messages(), chat.error()]).toEqual([['user: Hi', 'assistant: half '], '']);
      await advance(on, 1);
      expect(chat.error()).not.toBe('');
      expect(on.openai.count).toBe(0);
    });

    it('what one request learned of a leg, the next one knows', async () => {
      const on = stage(Array.from<Step>({ length: 20 }).fill(status(503)), [ok('Hello')]);
      const chat = await open(on);
      for (let request = 0; request < 7; request += 1) {
        chat.send('Hi');
        await advance(on, RETRY_MS);
      }
      // Five calls, the last one without a second try; then the breaker is open.
      expect(counts(on)).toEqual([9, 7]);
    });
  },

  'app/page.tsx': () => {
    it('shows an answer, and no notice of a healthy call', async () => {
      const on = stage([ok(['Hello', ' world'])], [ok('not asked')]);
      const chat = await open(on);
      chat.send('Hi');
      await advance(on, 0);
      expect([chat.messages(), chat.notice(), chat.error()]).toEqual([['user: Hi', 'assistant: Hello world'], '', '']);
      expect(chat.button()).toBe('Send');
    });

    it('shows that another model is asked, then its answer', async () => {
      const on = stage([status(503)], [ok('Hello', { delayMs: 1_000 })]);
      const chat = await open(on);
      chat.send('Hi');
      await advance(on, RETRY_MS);
      expect(chat.notice()).toBe('The model is busy at the moment. Asking another model.');
      await advance(on, 1_000);
      expect([chat.messages(), chat.notice()]).toEqual([['user: Hi', 'assistant: Hello'], '']);
    });

    it('Stop ends the request to the provider, and no other model is asked', async () => {
      const on = stage([stall({ afterParts: 1, text: ['Hello', ' world'] })], [ok('not asked')]);
      const chat = await open(on);
      chat.send('Hi');
      await advance(on, 1_000);
      (chat.press('Stop') as () => void)();
      await advance(on, 0);
      expect([on.anthropic.requests[0]?.isCancelled, counts(on), on.clock.pending]).toEqual([true, [1, 0], 0]);
      expect(chat.error()).toBe('');
    });
  },

  'app/api/completion/route.ts': program => {
    it('answers in plain text, from the fallback where the primary hangs', async () => {
      vi.spyOn(console, 'warn').mockImplementation(() => {});
      const on = stage([hang()], [ok(['Hello', ' world'])]);
      const { POST } = await run(program, on.names, 'POST');
      const body = JSON.stringify({ prompt: 'Hi' });
      const response = await (POST as Route)(new Request('https://app.example', { method: 'POST', body }));
      const call = watch(response.text());
      await advance(on, 11_999);
      expect(counts(on)).toEqual([1, 0]);
      await advance(on, 1);
      expect([call.value, on.anthropic.requests[0]?.isCancelled]).toEqual(['Hello world', true]);
    });
  },
});
