// Tests that hold for some releases of the SDK only, each with the reason. None that is listed by name is passed over once it
// holds: it passes, and that is an error. A file that is listed as a whole does not run.

const ALL = /^/;
const SIX = /^6\./;
/** Before AI SDK 7 had what the tests are about. */
const EARLY = /^(?:6\.|7\.0\.0$)/;
const FIRST_SIX = /^6\.0\.0$/;
const FIRST_SEVEN = /^7\.0\.0$/;
const FIRSTS = /^[67]\.0\.0$/;

const FIRST_ABORTS = 'in AI SDK 6.0.0 `text` never settles when a stream throws, also for an abort';
const FIRST_MOCKS = 'the mocks and helpers for streams of AI SDK 6.0.0 count and time otherwise';
const NO_TIMEOUT = 'AI SDK 6.0.0 has no `timeout`';
const FILE_REFERENCES =
  'the messages of AI SDK 6 have no file references; test/prompt/prompt-file has its forms of files';
const ABORTS =
  'until the course of AI SDK 7, `streamText` throws where a stream fails with the caller’s own reason, and 6 tells no reason to `onAbort` and has no telemetry integrations';
const PACKAGES = 'it writes down what the packages for AI SDK 7 do; those for 6 differ in it';
const WORKER_PAGES = 'the Workers of the pages use `toUIMessageStream`, which came with AI SDK 7';
const SEVEN_ONLY = 'it is about what came with AI SDK 7, or in the course of it';

/** @type {readonly { ai: RegExp, file: string, names?: RegExp, reason: string }[]} without `names` the whole file */
export const LEFT_OUT = [
  { ai: FIRST_SIX, file: 'concurrency/one-model', names: /streamText|both, mixed/, reason: FIRST_ABORTS },
  { ai: FIRST_SIX, file: 'contract/callers-abort', reason: FIRST_ABORTS },
  { ai: FIRST_SIX, file: 'docs/timeouts', names: /the SDK's own timeout/, reason: NO_TIMEOUT },
  { ai: FIRST_SIX, file: 'failover/aborts', names: /the SDK's own timeout ends the whole chain/, reason: NO_TIMEOUT },
  { ai: FIRST_SIX, file: 'faults/callers-abort', reason: FIRST_ABORTS },
  { ai: FIRST_SIX, file: 'faults/chaos', reason: FIRST_ABORTS },
  {
    ai: FIRST_SIX,
    file: 'gateway-error-middleware/before-and-after',
    names: /the connection of a Bedrock stream dies/,
    reason: FIRST_ABORTS,
  },
  { ai: FIRST_SIX, file: 'generate-via/guarded', reason: FIRST_MOCKS },
  { ai: FIRST_SIX, file: 'mocks/time', reason: FIRST_MOCKS },
  { ai: FIRST_SIX, file: 'sdk/misplaced', reason: 'AI SDK 6.0.0 does not wrap image models' },
  {
    ai: FIRST_SIX,
    file: 'sdk/specification',
    names: /for embeddings, too/,
    reason: 'AI SDK 6.0.0 breaks at a model of AI SDK 5 by itself',
  },
  { ai: ALL, file: 'architecture', reason: 'it reads files, some of which are left out' },
  { ai: FIRST_SEVEN, file: 'contract/openrouter-errors', names: /streamRetries/, reason: SEVEN_ONLY },
  {
    ai: FIRST_SEVEN,
    file: 'faults/callers-abort',
    names: /^streamText (?:in the middle of (?!a whole answer)|while content comes)/,
    reason: ABORTS,
  },
  { ai: FIRST_SEVEN, file: 'failover/aborts-before-content', reason: ABORTS },
  { ai: EARLY, file: 'contract/callers-abort', names: /an abort in the middle of the content/, reason: ABORTS },
  {
    ai: SIX,
    file: 'contract/disguised-answers',
    names:
      /^(?:groq|deepseek): an answer without choices|^(?:openai|azure) responses OpenRouter's bare error: what is thrown/,
    reason: PACKAGES,
  },
  {
    ai: SIX,
    file: 'contract/openrouter-errors',
    names: /streamRetries|^anthropic, .*the first event of a stream: asked maxRetries times/,
    reason: `${SEVEN_ONLY}, or ${PACKAGES}`,
  },
  { ai: EARLY, file: 'contract/socket-deaths', names: /streamRetries/, reason: SEVEN_ONLY },
  { ai: SIX, file: 'docs/agents', names: /^export async function resume/, reason: SEVEN_ONLY },
  {
    ai: FIRSTS,
    file: 'docs/agents',
    names: /^an answer that breaks off after a tool call streamText/,
    reason: 'the first releases of AI SDK 6 and 7 run a tool although its answer broke off',
  },
  { ai: SIX, file: 'docs/chat', reason: SEVEN_ONLY },
  { ai: SIX, file: 'docs/choosing', names: /^I stream to a browser|^I run on Workers/, reason: SEVEN_ONLY },
  { ai: SIX, file: 'docs/nextjs', reason: SEVEN_ONLY },
  { ai: SIX, file: 'docs/reasoning', names: /^openai's package asks for a summary/, reason: PACKAGES },
  { ai: ALL, file: 'docs/code-blocks', reason: 'it type-checks with what is installed in the project itself' },
  { ai: EARLY, file: 'embeddings/answers', names: /own `dimensions`/, reason: SEVEN_ONLY },
  {
    ai: SIX,
    file: 'events/sequences',
    names:
      /^stream: the first leg answers with open(?:router-.*(?:-first-frame|-after-one-delta)|ai-200-(?:response-failed|overloaded-event|failed-after-one-delta))/,
    reason: PACKAGES,
  },
  { ai: EARLY, file: 'cli/demo/table', reason: 'the demo shows AI SDK 7' },
  { ai: SIX, file: 'failover/aborts-before-content', reason: ABORTS },
  { ai: EARLY, file: 'failover/aborts', names: /shows an abort to streamText as an abort/, reason: ABORTS },
  {
    ai: SIX,
    file: 'failover/gateway-identity',
    names: /the key is asked for only/,
    reason: 'a function as key came with @ai-sdk/openai 4',
  },
  {
    ai: SIX,
    file: 'failover/scopes',
    names: /a leg that cannot resolve a file of another provider/,
    reason: FILE_REFERENCES,
  },
  {
    ai: ALL,
    file: 'finish-reasons/own-lists',
    reason: 'it reads the packages that are installed in the project itself',
  },
  { ai: SIX, file: 'generate-via/anthropic', names: /a web search|citations/, reason: PACKAGES },
  { ai: SIX, file: 'generate-via/bedrock', reason: PACKAGES },
  {
    ai: SIX,
    file: 'faults/callers-abort',
    names: /^streamText (?:in the middle of (?!a whole answer)|while content comes|before anything is asked)/,
    reason: ABORTS,
  },
  { ai: SIX, file: 'generate-via/chat-hosts', names: /^groq: reasoning and text/, reason: PACKAGES },
  { ai: SIX, file: 'generate-via/responses', reason: PACKAGES },
  {
    ai: EARLY,
    file: 'odd-parts/odd-parts',
    reason: 'it compares with what the bare SDK survives, and earlier ones survive other odd parts',
  },
  { ai: SIX, file: 'otel/ai-sdk', reason: '@ai-sdk/otel is for AI SDK 7' },
  { ai: SIX, file: 'otel/provider-name', reason: PACKAGES },
  { ai: SIX, file: 'plain-worker/example', reason: WORKER_PAGES },
  {
    ai: SIX,
    file: 'plain-worker/plain-worker',
    reason: 'it bundles tests, in which nothing gives the names of AI SDK 6',
  },
  { ai: FIRST_SEVEN, file: 'plain-worker/plain-worker', names: /embeddings\/answers/, reason: SEVEN_ONLY },
  { ai: FIRST_SEVEN, file: 'plain-worker/plain-worker', names: /hostile-parts/, reason: ABORTS },
  {
    ai: FIRST_SEVEN,
    file: 'plain-worker/plain-worker',
    names: /workers\/odd-parts/,
    reason: 'odd parts keep the Worker busy with AI SDK 7.0.0',
  },
  { ai: SIX, file: 'plain-worker/worker-chat', reason: WORKER_PAGES },
  { ai: SIX, file: 'readme/programs', names: /^the demo prints/, reason: 'the demo shows AI SDK 7' },
  { ai: SIX, file: 'references/unresolvable-file', reason: FILE_REFERENCES },
  { ai: SIX, file: 'runtime/show', reason: 'AI SDK 6 has no mock of a video model' },
  { ai: SIX, file: 'prompt/take-over', names: /openai-compatible → itself/, reason: PACKAGES },
  {
    ai: SIX,
    file: 'stream/odd-parts',
    names: /^the bare SDK breaks at a (?:reasoning|tool input) delta without a delta/,
    reason: 'AI SDK 6 does not break at them',
  },
  {
    ai: SIX,
    file: 'tenants/named-objects',
    names:
      /openai responses: a file by its id|openai chat: a file of another project|anthropic: (?:a file|a skill|something that is only not found)|google: a file of the Gemini API/,
    reason: FILE_REFERENCES,
  },
];

/** What is left out with one release. */
export function leftOutOf(ai) {
  const listed = LEFT_OUT.filter(entry => entry.ai.test(ai));
  return {
    files: listed.filter(({ names }) => names === undefined).map(({ file }) => file),
    isListed: (file, name) =>
      listed.some(entry => `${entry.file}.test.ts` === file && entry.names?.test(name) === true),
  };
}
