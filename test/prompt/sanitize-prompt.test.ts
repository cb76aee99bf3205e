import { describe, expect, it } from 'vitest';
import { sanitizePrompt, type SanitizePromptOptions } from '../../src/prompt/sanitize-prompt.ts';
import {
  assistant,
  by,
  calls,
  deepFreeze,
  executes,
  found,
  returns,
  says,
  type TestMessage,
  thinks,
  toolMessage,
  user,
} from './prompts.ts';

const OPENAI = { provider: 'openai.responses', modelId: 'gpt-5' };
const AZURE = { provider: 'azure.responses', modelId: 'gpt-5' };
const ANTHROPIC = { provider: 'anthropic.messages', modelId: 'claude-sonnet-4-5' };
const MISTRAL = { provider: 'mistral.chat', modelId: 'mistral-large-latest' };

const sanitized = (messages: TestMessage[], options: SanitizePromptOptions) =>
  sanitizePrompt(deepFreeze(messages), options).prompt;

describe('a history of several legs', () => {
  const step1 = [
    thinks('a', { openai: { itemId: 'rs_1', reasoningEncryptedContent: 'enc' } }),
    calls('call_1', { openai: { itemId: 'fc_1' } }),
  ];
  const step2 = [
    thinks('b', { openai: { itemId: 'rs_2' }, ...by('backup') }),
    calls('call_2', { openai: { itemId: 'fc_2' }, ...by('backup') }),
  ];
  const history = [
    user(says('hi')),
    assistant(...step1),
    toolMessage(returns('call_1', { openai: { itemId: 'fc_1' } })),
    assistant(...step2),
    toolMessage(returns('call_2', { openai: { itemId: 'fc_2' }, ...by('backup') })),
  ];

  it('leaves the primary what is its own and takes what the fallback left', () => {
    const prompt = sanitized(history, { for: OPENAI, leg: 'primary', unstamped: 'primary' });
    expect(prompt.slice(0, 3)).toEqual(history.slice(0, 3));
    expect(prompt.slice(3)).toEqual([
      assistant(calls('call_2', by('backup'))),
      toolMessage(returns('call_2', by('backup'))),
    ]);
  });

  it('leaves the fallback what it has left, and takes what is the primary’s', () => {
    const prompt = sanitized(history, { for: OPENAI, leg: 'backup', unstamped: 'primary' });
    expect(prompt.slice(1, 3)).toEqual([assistant(calls('call_1')), toolMessage(returns('call_1'))]);
    expect(prompt.slice(3)).toEqual(history.slice(3));
  });

  it('knows a result without a stamp by its call', () => {
    const prompt = sanitized(
      [assistant(calls('c', by('backup'))), toolMessage(returns('c', { openai: { itemId: 'x' } }))],
      {
        for: OPENAI,
        leg: 'primary',
        unstamped: 'primary',
      },
    );
    expect(prompt[1]).toEqual(toolMessage(returns('c')));
  });

  it('is judged by namespaces when no leg is named', () => {
    expect(sanitized(history, { for: OPENAI })).toBe(history);
    expect(JSON.stringify(sanitized(history, { for: AZURE }))).not.toMatch(/rs_|fc_|enc/);
  });
});

describe('options of the user’s', () => {
  it('stay on parts that lose their state', () => {
    const options = {
      openai: { itemId: 'msg_1', phase: 'final_answer' },
      anthropic: { cacheControl: { type: 'ephemeral' } },
      amazonBedrock: { cachePoint: { type: 'default' } },
      mine: { keep: 1 },
    };
    const prompt = sanitized([assistant(says('text', options))], { for: ANTHROPIC });
    expect(prompt).toEqual([assistant(says('text', { ...options, openai: { phase: 'final_answer' } }))]);
  });

  it('stay on messages of users and systems, whatever they look like', () => {
    const system: TestMessage = { role: 'system', content: 'be nice', providerOptions: { openai: { itemId: 'x' } } };
    const question = user(says('hi', { anthropic: { signature: 'x', cacheControl: { type: 'ephemeral' } } }));
    const messages = [system, question];
    expect(sanitized(messages, { for: MISTRAL, leg: 'b', unstamped: 'a' })).toBe(messages);
  });

  it('tell citations of an answer from the wish for citations', () => {
    const answered = [{ type: 'web_search_result_location', encrypted_index: 'x' }];
    const prompt = sanitized(
      [
        assistant(
          says('cited', { anthropic: { citations: answered } }),
          says('file', { anthropic: { citations: { enabled: true } } }),
        ),
      ],
      { for: OPENAI },
    );
    expect(prompt).toEqual([assistant(says('cited'), says('file', { anthropic: { citations: { enabled: true } } }))]);
  });
});

describe('tools that a provider runs', () => {
  it('go with their results when another provider takes over', () => {
    const { prompt, warnings } = sanitizePrompt(
      [assistant(executes('srvtoolu_1'), found('srvtoolu_1'), says('found')), user(says('more'))],
      { for: OPENAI },
    );
    expect(prompt).toEqual([assistant(says('found')), user(says('more'))]);
    expect(warnings[0]?.message).toContain('provider-executed tool part (2)');
  });

  it('take late results and approvals with them', () => {
    const approval = { type: 'tool-approval-response', approvalId: 'mcpr_1', approved: true };
    const messages = [
      assistant(says('text'), executes('mcp_1')),
      toolMessage(approval, found('mcp_1')),
      user(says('go')),
    ];
    expect(sanitized(messages, { for: ANTHROPIC })).toEqual([assistant(says('text')), user(says('go'))]);
    expect(sanitized(messages, { for: OPENAI })).toBe(messages);
  });

  it('are not the client’s, wherever their results stand', () => {
    const messages = [assistant(calls('c'), returns('c'))];
    expect(sanitized(messages, { for: OPENAI, leg: 'b', unstamped: 'a' })).toBe(messages);
  });

  it('leave alone a later call of the client under the same id', () => {
    const later = [assistant(calls('call_0')), toolMessage(returns('call_0'))];
    const messages = [assistant(executes('call_0'), found('call_0'), says('found')), ...later];
    expect(sanitized(messages, { for: OPENAI, leg: 'b', unstamped: 'a' })).toEqual([
      assistant(says('found')),
      ...later,
    ]);
  });

  it('stay with the one who ran them', () => {
    const messages = [assistant(executes('ws_1'), found('ws_1'), says('found', { openai: { itemId: 'msg_1' } }))];
    expect(sanitized(messages, { for: OPENAI })).toBe(messages);
    expect(sanitized(messages, { for: OPENAI, leg: 'a', unstamped: 'a' })).toBe(messages);
    expect(sanitized(messages, { for: OPENAI, leg: 'b', unstamped: 'a' })).toEqual([assistant(says('found'))]);
  });
});

describe('parts that only their provider can read', () => {
  it('are removed, and a message they were all of with them', () => {
    const compaction = { type: 'custom', kind: 'openai.compaction', providerOptions: { openai: { itemId: 'cmp_1' } } };
    expect(sanitized([assistant(compaction), user(says('hi'))], { for: MISTRAL })).toEqual([user(says('hi'))]);
    expect(
      sanitized([assistant(thinks('a', { openai: { itemId: 'rs_1' } }), says(' ')), user()], { for: MISTRAL }),
    ).toEqual([user()]);
  });

  it('are known by their kind', () => {
    const change = { type: 'custom', kind: 'anthropic.fallback', providerOptions: { anthropic: { type: 'fallback' } } };
    expect(sanitized([assistant(change, says('so'))], { for: OPENAI })).toEqual([assistant(says('so'))]);
    expect(sanitized([assistant(change, says('so'))], { for: ANTHROPIC })).toEqual([assistant(change, says('so'))]);
  });

  it('include encrypted reasoning without an id', () => {
    const thought = thinks('', { openai: { reasoningEncryptedContent: 'enc' } });
    expect(sanitized([assistant(thought, says('so'))], { for: AZURE })).toEqual([assistant(says('so'))]);
  });

  it('include details of reasoning on a whole message', () => {
    const message = {
      ...assistant(says('text')),
      providerOptions: { openrouter: { reasoning_details: [{ data: 'x' }] } },
    };
    expect(sanitized([message], { for: { provider: 'openrouter', modelId: 'openai/gpt-5' } })).toEqual([message]);
    expect(sanitized([message], { for: MISTRAL })).toEqual([assistant(says('text'))]);
  });
});

describe('a provider nobody knows', () => {
  it('keeps what cannot be judged, and loses what another leg has stamped', () => {
    const unknown = { provider: 'my-own', modelId: 'm' };
    const messages = [
      assistant(thinks('a', { anthropic: { signature: 'x' } })),
      assistant(says('b', { openai: { itemId: 'i' }, ...by('b') })),
    ];
    expect(sanitized(messages, { for: unknown })).toBe(messages);
    expect(sanitized(messages, { for: unknown, leg: 'a', unstamped: 'a' })).toEqual([
      messages[0],
      assistant(says('b', by('b'))),
    ]);
  });
});
