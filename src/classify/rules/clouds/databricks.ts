/** Databricks model serving. */
import { all, documented, from } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const databricksRules: Rules = rules('databricks', [
  // https://github.com/databricks/databricks-sdk-py/blob/main/databricks/sdk/errors/platform.py
  ['user-rate', all(from('databricks'), 'RESOURCE_EXHAUSTED'), 'rate-limit account'],
  ['not-ready', all(from('databricks'), 'INVALID_STATE'), 'overloaded no-retry'],
  // https://github.com/n8n-io/n8n/tree/master/packages/@n8n/nodes-langchain
  ['disabled', documented(/\bthe endpoint is temporarily disabled due to a databricks-set\b/i), 'permission'],
]);
