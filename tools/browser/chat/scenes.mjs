// What must hold of the chat, as visitors use it.
import assert from 'node:assert/strict';

const WHOLE = /^You asked: “.+”\..* and who answered\.$/s;

/** The label of a fault of Claude, who answers, and what the timeline says. */
const CLAUDE = [
  ['Works', 'Claude', /Answered Claude has answered in full/],
  ['Fails once, then works', 'Claude', /Asked Claude is asked again/],
  ['Gateway error 2005', 'OpenRouter', /Failed Claude failed.*HTTP 400, which means 502 · rule cloudflare:2005/],
  ['502 inside a 200 stream', 'OpenRouter', /Failed Claude failed.*rule anthropic:overloaded/],
  ['Hangs', 'OpenRouter', /Failed Claude failed.*timeout:firstContentMs/],
  ['Stalls mid-answer', 'OpenRouter', /timeout:idleMs.*OpenRouter is asked to go on/],
  ['Breaks off mid-answer', 'OpenRouter', /network:interrupted.*OpenRouter is asked to go on/],
  ['429 with Retry-After', 'OpenRouter', /HTTP 429 · Retry-After: 20 s/],
  ['Spend limit (2041)', 'OpenRouter', /rule cloudflare:2041/],
  ['Malformed part', 'OpenRouter', /response:unreadable-event.*OpenRouter is asked to go on/],
];

const brokenClaude = CLAUDE.map(([label, leg, line]) => [
  `Claude: ${label}`,
  async ({ visit }) => {
    const visitor = await visit();
    await visitor.break({ claude: label });
    const { text, by, steps } = await visitor.ask('Who answers?');
    assert.match(text, WHOLE);
    assert.equal(by, `Answered by ${leg}`);
    assert.match(steps.join(' '), line);
    assert.match(steps.at(-1), new RegExp(`Answered ${leg} has answered in full`));
    const said = await visitor.page.getByRole('status').innerText();
    assert.equal(said, `${leg} answered: ${text}`);
    assert.deepEqual(visitor.errors, []);
  },
]);

const brokenOpenRouter = ['502 inside a 200 stream', 'Hangs', '429 with Retry-After'].map(label => [
  `Claude and OpenRouter: ${label}`,
  async ({ visit }) => {
    const visitor = await visit();
    await visitor.break({ claude: 'Spend limit (2041)', openrouter: label });
    const { text, by, steps } = await visitor.ask('Who answers?');
    assert.match(text, WHOLE);
    assert.equal(by, 'Answered by GPT');
    assert.match(steps.join(' '), /Failed OpenRouter failed/);
  },
]);

export const scenes = [
  ...brokenClaude,
  ...brokenOpenRouter,
  [
    'all broken: told in plain words, and mended by a click',
    async ({ visit }) => {
      const visitor = await visit();
      await visitor.break({ claude: 'Spend limit (2041)', openrouter: 'Hangs', gpt: '429 with Retry-After' });
      const { alert, steps } = await visitor.ask('Is anybody there?');
      assert.match(alert, /^[A-Z][^.]+\. Please /);
      assert.match(steps.at(-1), /No other model can be asked now/);
      assert.match(await visitor.health('gpt'), /^Left alone for \d+ s$/);
      await visitor.page.getByRole('button', { name: 'Mend all' }).click();
      assert.equal((await visitor.ask('And now?')).by, 'Answered by Claude');
    },
  ],
  [
    'two visitors at once: one breaks Claude, the other one asks it',
    async ({ visit }) => {
      const [one, other] = await Promise.all([visit(), visit()]);
      assert.notEqual(await one.room(), await other.room());
      await one.break({ claude: 'Gateway error 2005' });
      for (const text of ['First', 'Second']) {
        const [broken, whole] = await Promise.all([one.ask(text), other.ask(text)]);
        assert.deepEqual([broken.by, whole.by], ['Answered by OpenRouter', 'Answered by Claude']);
        assert.ok(broken.text.includes(text) && whole.text.includes(text));
      }
      assert.match(await one.health('claude'), /^Benched for \d+ s$/);
      assert.equal(await other.health('claude'), 'In service');
    },
  ],
  [
    'a reload keeps the conversation, the faults and who is benched, until it is forgotten',
    async ({ visit }) => {
      const visitor = await visit();
      await visitor.break({ claude: 'Gateway error 2005' });
      await visitor.ask('First');
      const { text } = await visitor.ask('Second');
      await visitor.page.reload();
      assert.equal((await visitor.last()).text, text);
      await visitor.page.getByText(/^Benched for/).waitFor();
      const fault = visitor.page.getByLabel('What Claude does');
      assert.equal(await fault.inputValue(), 'code-2005');
      await visitor.page.getByRole('button', { name: 'Mend all' }).click();
      const third = await visitor.ask('Third');
      assert.match(third.steps[0], /Skipped Claude is skipped: it is benched/);
      await visitor.page.getByRole('button', { name: 'Forget' }).click();
      await visitor.page.locator('[data-leg="claude"]').getByText('In service').waitFor();
      assert.equal((await visitor.ask('Fourth')).by, 'Answered by Claude');
    },
  ],
  [
    'a visitor who leaves in the midst: the upstream is let go',
    async ({ visit, requestsOf }) => {
      const visitor = await visit();
      const room = await visitor.room();
      await visitor.send('I will not wait');
      await visitor.page.locator('.answer .text').waitFor();
      assert.equal((await requestsOf(room)).open, 1);
      await visitor.page.close();
      for (let tries = 0; (await requestsOf(room)).cancelled === 0; tries += 1) {
        assert.ok(tries < 100, 'the body of the upstream is still read');
        await new Promise(resolve => setTimeout(resolve, 50));
      }
    },
  ],
  [
    'Stop: what was written stays, the upstream is let go, and the next message is answered',
    async ({ visit, requestsOf }) => {
      const visitor = await visit();
      await visitor.send('Too long');
      await visitor.page.locator('.answer .text').waitFor();
      await visitor.page.getByRole('button', { name: 'Stop' }).click();
      await visitor.settled();
      const { text, by } = await visitor.last();
      assert.ok(text.startsWith('You asked') && by === '', text);
      assert.equal((await requestsOf(await visitor.room())).ended, 0);
      assert.equal((await visitor.ask('Again')).by, 'Answered by Claude');
    },
  ],
  [
    'real upstreams cannot be broken',
    async ({ visit }) => {
      const visitor = await visit();
      const legs = [
        { name: 'claude', modelId: 'claude-sonnet-4-5', state: 'benched', pauseMs: 9_000 },
        { name: 'gpt', modelId: 'gpt-5', state: 'in service', pauseMs: 0 },
      ];
      const json = { isPlayed: false, legs, requests: { ended: 0, cancelled: 0, open: 0 } };
      await visitor.page.route('**/api/state*', route => route.fulfill({ json }));
      await visitor.page.reload();
      await visitor.page.getByText('nothing can be broken here').waitFor();
      assert.deepEqual(await visitor.page.locator('.upstream h3').allInnerTexts(), ['1. Claude', '2. GPT']);
      assert.match(await visitor.health('claude'), /^Benched for \d s$/);
      assert.equal(await visitor.page.getByRole('combobox').count(), 0);
      assert.deepEqual(await visitor.page.getByRole('button').allInnerTexts(), ['Send']);
    },
  ],
];
