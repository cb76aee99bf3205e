/**
 * Failures about what the request itself names: stored objects that are not there, or not for this caller; tool servers,
 * guardrails, providers and models that it asks for; features that only it needs; and what it contains. They say nothing
 * of the leg, and another leg may well answer: it gets the prompt without references that it cannot resolve, or never
 * sees the option that has them.
 */
import { all, any, codeLike, type Matcher, not } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';
import { aboutGuardrail, aboutObject, callNames, namesStored, onlyLegNames, refused } from './about-object.ts';

const REMEDY =
  'The request names an object that this provider or account does not have: check its id, and when it expires.';

/** Codes and words for the model, or for the path: those are the leg's own. */
const namesTheLeg: Matcher = any(
  `model_not_found model_not_available invalid_model unknown_model deploymentnotfound deployment_not_found
      model_not_exist modelnotfound unknown_url gatewaymodelnotfounderror`,
  /\b(?:models?|deployments?|engines?|publisher|inference[ -]profiles?|api[- ]version)\b/i,
  /^(?:cannot (?:post|get) \/|invalid url\b|unknown request url|no route\b|404 page not found)/i,
);

/** Nothing is said but that something is not there, and the request names what may not be. */
const bare404: Matcher = all(
  [404, 410],
  ({ namedObjects }) => namedObjects !== undefined && namesStored(namedObjects),
  not(namesTheLeg),
);

/** The sentence has the leg's own model id in it. */
const quotesLegsModel: Matcher = ({ modelId, messages }) =>
  modelId !== undefined && modelId !== '' && messages.some(message => message.includes(modelId));

const mcp: Matcher = all(
  [
    'external_connector_error',
    codeLike(/^mcp_/),
    /\bmcp[ _-](?:servers?|tools?|connectors?)\b|\bmcp_servers\b|\bremote mcp\b/i,
  ],
  not(onlyLegNames('mcp-server')),
);

export const namedObjectRules: Rules = rules('request', [
  // https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-use-converse-api.html
  // Another leg would answer without the guardrail that was asked for.
  ['guardrail', all(refused, aboutGuardrail), 'invalid-request', REMEDY],
  // https://developers.openai.com/api/docs/guides/tools-connectors-mcp
  [
    'mcp-server',
    all(refused, mcp),
    'invalid-request fallback',
    'A tool server that the request names cannot be used: check its address and its token.',
  ],
  // https://platform.claude.com/docs/en/build-with-claude/files
  ['object-not-found', all([404, 410], aboutObject), 'not-found request', REMEDY],
  // https://ai.google.dev/gemini-api/docs/caching
  ['object-forbidden', all(403, aboutObject), 'permission request', REMEDY],
  // https://developers.openai.com/api/docs/guides/conversation-state
  ['object', all(refused, aboutObject), 'invalid-request fallback', REMEDY],
  ['not-found', bare404, 'not-found request', REMEDY],
  // https://openrouter.ai/docs/guides/routing/provider-selection
  // The model is there: this one request needs what no endpoint of it has.
  [
    'feature',
    /\bno (?:allowed )?(?:endpoints|providers)\b.{0,40}\bthat (?:support|can (?:handle|take))\b/i,
    'not-found 404',
  ],
  [
    'route',
    all(
      [
        /\bno (?:allowed |available )?(?:endpoints|providers) (?:are |were )?(?:found|available|match|configured)\b/i,
        'no_providers_available',
      ],
      callNames('route', 'model'),
    ),
    'not-found request 404',
    'The providers that the request allows cannot serve it.',
  ],
  [
    'model',
    all(refused, namesTheLeg, callNames('model'), not(quotesLegsModel), [404, /\bnot a valid model\b|\bnot found\b/i]),
    'not-found request',
    'Check the model ids that the request names.',
  ],
]);
