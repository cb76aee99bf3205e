/** Short ways to write messages of a prompt, as the SDK hands them to a model. */
type Options = Record<string, Record<string, unknown>>;
export type TestPart = Record<string, unknown> & { type: string };
export interface TestMessage {
  role: string;
  content: string | TestPart[];
  providerOptions?: Options;
}

const having = (providerOptions?: Options) => (providerOptions ? { providerOptions } : {});

export const user = (...content: TestPart[]): TestMessage => ({ role: 'user', content });
export const assistant = (...content: TestPart[]): TestMessage => ({ role: 'assistant', content });
export const toolMessage = (...content: TestPart[]): TestMessage => ({ role: 'tool', content });

export const says = (text: string, options?: Options): TestPart => ({ type: 'text', text, ...having(options) });
export const thinks = (text: string, options?: Options): TestPart => ({ type: 'reasoning', text, ...having(options) });
export const calls = (toolCallId: string, options?: Options): TestPart => ({
  type: 'tool-call',
  toolCallId,
  toolName: 'weather',
  input: { city: 'Oslo' },
  ...having(options),
});
export const returns = (toolCallId: string, options?: Options): TestPart => ({
  type: 'tool-result',
  toolCallId,
  toolName: 'weather',
  output: { type: 'text', value: 'SUNNY' },
  ...having(options),
});
/** A tool the provider runs itself. */
export const executes = (toolCallId: string, options?: Options): TestPart => ({
  ...calls(toolCallId, options),
  toolName: 'web_search',
  providerExecuted: true,
});
export const found = (toolCallId: string, options?: Options): TestPart => ({
  ...returns(toolCallId, options),
  toolName: 'web_search',
  output: { type: 'json', value: [] },
});
export const file = (data: Record<string, unknown>, mediaType = 'image/png'): TestPart => ({
  type: 'file',
  mediaType,
  data,
});

export const by = (leg: string): Options => ({ failover: { leg } });

/** Any write into the prompt then throws. */
export const deepFreeze = <Value>(value: Value): Value => {
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
};
