/** Under which names of `providerOptions` a provider's package reads what is meant for it. */

/** A provider's name, and that in camel case: `@ai-sdk/openai-compatible` reads options under both. */
export const bothCases = (name: string): [name: string, camelCase: string] => [
  name,
  name.replace(/[_-]([a-z])/g, (_, letter: string) => letter.toUpperCase()),
];
