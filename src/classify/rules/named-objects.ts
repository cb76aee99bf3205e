/**
 * Failures about what the request itself names: stored objects that are not there, or not for this caller; tool servers,
 * guardrails, providers and models that it asks for; features that only it needs; and what it contains. They say nothing
 * of the leg, and another leg may well answer: it gets the prompt without references that it cannot resolve, or never
 * sees the option that has them.
 */
import { all, any, code, codeLike, codes, type Matcher, not, phrase, type Rule, ruleTable, status } from '../rule.ts';
import { aboutGuardrail, aboutObject, callNames, namesStored, onlyLegNames, refused } from './about-object.ts';
import { requestContentRules } from './request-contents.ts';

const RESPONSES = 'https://developers.openai.com/api/docs/guides/conversation-state';
const MCP = 'https://developers.openai.com/api/docs/guides/tools-connectors-mcp';
const CACHING = 'https://ai.google.dev/gemini-api/docs/caching';
const FILES = 'https://platform.claude.com/docs/en/build-with-claude/files';
const GUARDRAILS = 'https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-use-converse-api.html';
const OPENROUTER = 'https://openrouter.ai/docs/guides/routing/provider-selection';

const REMEDY =
  'The request names an object that this provider or account does not have: check its id, and when it expires.';

/** Codes and words for the model, or for the path: those are the leg's own. */
const namesTheLeg: Matcher = any(
  codes(`model_not_found model_not_available invalid_model unknown_model deploymentnotfound deployment_not_found
    model_not_exist modelnotfound unknown_url gatewaymodelnotfounderror`),
  phrase(/\b(?:models?|deployments?|engines?|publisher|inference[ -]profiles?|api[- ]version)\b/i),
  phrase(/^(?:cannot (?:post|get) \/|invalid url\b|unknown request url|no route\b|404 page not found)/i),
);

/** Nothing is said but that something is not there, and the request names what may not be. */
const bare404: Matcher = all(
  status(404, 410),
  ({ namedObjects }) => namedObjects !== undefined && namesStored(namedObjects),
  not(namesTheLeg),
);

/** The sentence has the leg's own model id in it. */
const quotesLegsModel: Matcher = ({ modelId, messages }) =>
  modelId !== undefined && modelId !== '' && messages.some(message => message.includes(modelId));

const mcp: Matcher = all(
  any(
    code('external_connector_error'),
    codeLike(/^mcp_/),
    phrase(/\bmcp[ _-](?:servers?|tools?|connectors?)\b|\bmcp_servers\b|\bremote mcp\b/i),
  ),
  not(onlyLegNames('mcp-server')),
);

const missing = { scope: 'request', fallback: true, retryable: false, remedy: REMEDY } as const;

export const namedObjectRules: readonly Rule[] = [
  ...ruleTable('request', GUARDRAILS, [
    // Another leg would answer without the guardrail that was asked for.
    ['guardrail', all(refused, aboutGuardrail), { ...missing, category: 'invalid-request', fallback: false }],
  ]),
  ...ruleTable('request', MCP, [
    [
      'mcp-server',
      all(refused, mcp),
      {
        category: 'invalid-request',
        scope: 'request',
        fallback: true,
        remedy: 'A tool server that the request names cannot be used: check its address and its token.',
      },
    ],
  ]),
  ...ruleTable('request', FILES, [
    ['object-not-found', all(status(404, 410), aboutObject), { ...missing, category: 'not-found' }],
  ]),
  ...ruleTable('request', CACHING, [
    ['object-forbidden', all(status(403), aboutObject), { ...missing, category: 'permission' }],
  ]),
  ...ruleTable('request', RESPONSES, [
    ['object', all(refused, aboutObject), { ...missing, category: 'invalid-request' }],
    ['not-found', bare404, { ...missing, category: 'not-found' }],
  ]),
  ...ruleTable('request', OPENROUTER, [
    [
      'feature',
      phrase(/\bno (?:allowed )?(?:endpoints|providers)\b.{0,40}\bthat (?:support|can (?:handle|take))\b/i),
      // The model is there: this one request needs what no endpoint of it has.
      { category: 'not-found', statusCode: 404 },
    ],
    [
      'route',
      all(
        any(
          phrase(
            /\bno (?:allowed |available )?(?:endpoints|providers) (?:are |were )?(?:found|available|match|configured)\b/i,
          ),
          code('no_providers_available'),
        ),
        callNames('route', 'model'),
      ),
      {
        category: 'not-found',
        scope: 'request',
        fallback: true,
        statusCode: 404,
        remedy: 'The providers that the request allows cannot serve it.',
      },
    ],
    [
      'model',
      all(
        refused,
        namesTheLeg,
        callNames('model'),
        not(quotesLegsModel),
        any(status(404), phrase(/\bnot a valid model\b|\bnot found\b/i)),
      ),
      { ...missing, category: 'not-found', remedy: 'Check the model ids that the request names.' },
    ],
  ]),
  ...requestContentRules,
];
