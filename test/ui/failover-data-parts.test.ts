import type { UIMessage, UIMessageStreamWriter } from 'ai';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { hang, ok, status } from '../../mocks/index.ts';
import {
  failoverDataParts,
  type FailoverData,
  type FailoverDataPart,
  type FailoverPartWriter,
} from '../../src/index.ts';
import { setUp } from '../time/set-up.ts';

const PROMPT = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Hi' }] }];

describe('the parts', () => {
  it.each([
    [undefined, []],
    [
      true,
      [
        ['a', 'b'],
        [undefined, 'b'],
      ],
    ],
  ])('name no leg unless that is asked for (legNames: %s)', async (legNames, named) => {
    const parts: FailoverDataPart[] = [];
    const onEvent = failoverDataParts({ write: part => void parts.push(part) }, { legNames });
    const { model } = setUp([[status(401)], [ok()]], { onEvent });
    await model.doGenerate({ prompt: PROMPT });
    expect(parts.map(({ data }) => data.status)).toEqual(['switching', 'switched']);
    expect(parts.every(({ type, transient }) => type === 'data-failover' && transient)).toBe(true);
    expect(parts.filter(({ data }) => 'from' in data || 'to' in data).map(({ data }) => [data.from, data.to])).toEqual(
      named,
    );
    expect(JSON.parse(JSON.stringify(parts))).toEqual(parts);
  });

  it('a writer that throws, since its response is over, changes nothing for the call', async () => {
    const writer: FailoverPartWriter = {
      write() {
        throw new TypeError('the stream is closed');
      },
    };
    const { model, clock } = setUp([[hang()], [ok()]], {
      hedge: { afterMs: 1_000 },
      onEvent: failoverDataParts(writer),
    });
    const answer = model.doGenerate({ prompt: PROMPT });
    await clock.advance(1_000);
    expect((await answer).content).toMatchObject([{ text: 'ok' }]);
  });
});

it('takes the writer of any UI message stream that knows the part', () => {
  type Known = UIMessageStreamWriter<UIMessage<unknown, { failover: FailoverData }>>;
  expectTypeOf<Known>().toExtend<FailoverPartWriter>();
  expectTypeOf<UIMessageStreamWriter>().toExtend<FailoverPartWriter>();
});

it.each([
  [undefined, {}, 'option `writer` takes the writer of createUIMessageStream; got undefined'],
  [{ write: true }, {}, 'got an object'],
  [{ write: () => {} }, { names: true }, 'unknown option `names`; it takes `legNames`'],
  [{ write: () => {} }, { legNames: 'yes' }, 'option `legNames` takes true or false; got "yes"'],
])('wrong options are named: %s %s', (writer, options, message) => {
  expect(() => failoverDataParts(writer as never, options as never)).toThrow(message);
});
