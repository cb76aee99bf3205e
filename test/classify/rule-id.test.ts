/** Whose rule is said to have decided: a vendor is named where it is known, or nobody else is. */
import { describe, expect, test } from 'vitest';
import { TABLE } from '../../src/classify/all-rules.ts';
import { classify } from '../../src/classify/classify.ts';
import { apiCallError } from './api-call-error.ts';
import { vocabulary } from './table/vocabulary.ts';

const URLS = { 'openai.chat': 'https://api.openai.com/v1', 'openai.responses': 'https://api.openai.com/v1' };
const CODES = `content_filter content_policy_violation ResponsibleAIPolicyViolation DeploymentNotFound NoCapacity
  OperationNotSupported SubscriptionDisabled model_decommissioned tool_use_failed invalid_model Arrearage
  DataInspectionFailed exceeded_current_quota_error overloaded_error ThrottlingException RESOURCE_EXHAUSTED`;
const OTHERS =
  /^(?:alibaba|anthropic|azure|baidu|bedrock|cohere|databricks|deepseek|featherless|fireworks|github|google|groq|huggingface|iflytek|minimax|mistral|moonshot|novita|nvidia|replicate|sambanova|sap|snowflake|stepfun|together|volcengine|watsonx|xai|zhipu):/;

describe.each(Object.entries(URLS))('a failure of %s', (provider, url) => {
  test.each(CODES.trim().split(/\s+/))('is no other vendor’s for its code %s', code => {
    const error = Object.assign(apiCallError(400, { error: { message: 'No.', type: null, code } }), { url });
    expect(classify(error, { provider }).rule).not.toMatch(OTHERS);
  });

  test('is no other vendor’s for any of its words', () => {
    for (const [index, message] of vocabulary().entries()) {
      for (const status of index % 2 === 0 ? [400, 401] : [429, 503]) {
        const error = Object.assign(apiCallError(status, { error: { message } }), { url });
        expect(`${message}: ${classify(error, { provider }).rule}`).not.toMatch(
          new RegExp(`: ${OTHERS.source.slice(1)}`),
        );
      }
    }
  });
});

test.each([
  ['azure.chat', 'azure:content-filter'],
  ['openai.chat', 'openai:content-filter'],
  ['local.chat', 'openai:content-filter'],
])('a content filter through %s', (provider, rule) => {
  const body = { error: { message: 'No.', code: 'content_filter' } };
  expect(classify(apiCallError(400, body), { provider }).rule).toBe(rule);
});

test('behind a gateway the vendor that spoke is named', () => {
  const body = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
  const context = { provider: 'openai.chat', gateway: 'cloudflare-ai-gateway' };
  expect(classify(apiCallError(529, body), context).rule).toBe('anthropic:overloaded');
});

test('the neutral name is that of no rule', () => {
  expect(TABLE.filter(({ id }) => id.startsWith('shared:'))).toEqual([]);
  const error = Object.assign(apiCallError(404, { error: { message: 'No.', code: 'DeploymentNotFound' } }), {
    url: 'https://api.openai.com/v1',
  });
  expect(classify(error)).toMatchObject({ rule: 'shared:deployment', category: 'not-found' });
});
