/** Server errors that say that their model is gone: waiting does not help, whatever code and status they have. */
import { all, type Matcher, needing, not } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';
import { saysModelIsGone } from './missing-model.ts';

/** Timeouts, which say nothing of the model. */
const LATE: ReadonlySet<number> = new Set([504, 522, 524]);
const server: Matcher = needing(
  () => Array.from({ length: 100 }, (_, index) => `status:${500 + index}`),
  ({ status, shape }) => status !== undefined && status > 499 && !LATE.has(status) && shape !== 'html',
);

/** Some name their model by its id alone. */
const saysGone: Matcher = ({ messages, modelId = '' }) =>
  messages.some(message => saysModelIsGone(modelId.length > 4 ? message.replaceAll(modelId, 'model') : message));

export const goneModelRules: Rules = rules('server', [
  // https://developers.openai.com/api/docs/deprecations
  ['model', all(server, not('overloaded overloaded_error'), saysGone), 'not-found'],
]);
