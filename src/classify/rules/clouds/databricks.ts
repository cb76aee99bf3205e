/** Databricks model serving. */
import { all, from } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const databricksRules: Rules = rules('databricks', [
  // https://github.com/databricks/databricks-sdk-py/blob/main/databricks/sdk/errors/platform.py
  ['user-rate', all(from('databricks'), 'RESOURCE_EXHAUSTED'), 'rate-limit account'],
  ['not-ready', all(from('databricks'), 'INVALID_STATE'), 'overloaded no-retry'],
  // https://docs.databricks.com/aws/en/machine-learning/foundation-model-apis/limits
  ['disabled', /\btemporarily disabled due to a databricks-set rate limit\b/i, 'permission'],
]);
