/** A good stream and a good result, as they are before something odd is put in. */
export const GOOD_USAGE = {
  inputTokens: { total: 3, noCache: 3 },
  outputTokens: { total: 5, text: 5 },
};

const STOP = { unified: 'stop', raw: 'stop' };

export const START = { type: 'stream-start', warnings: [] };
export const FINISH = { type: 'finish', finishReason: STOP, usage: GOOD_USAGE };

export const goodParts = (deltas: readonly string[]): object[] => [
  START,
  { type: 'text-start', id: 't1' },
  ...deltas.map(delta => ({ type: 'text-delta', id: 't1', delta })),
  { type: 'text-end', id: 't1' },
  FINISH,
];

export const goodResult = (text: string): object => ({
  content: [{ type: 'text', text }],
  finishReason: STOP,
  usage: GOOD_USAGE,
  warnings: [],
});
