/**
 * Failures about what the request itself names or contains: stored objects that are not there, or not for this caller;
 * files that a provider cannot fetch; features that this one request needs. They say nothing of the leg, and another leg
 * may well answer: it gets the prompt without references that it cannot resolve, or never sees the option that has them.
 */
import { hasResponse } from '../evidence.ts';
import { all, any, code, codeLike, codes, type Matcher, not, phrase, type Rule, ruleTable, status } from '../rule.ts';
import { aboutGuardrail, aboutObject, callNames, namesStored, onlyLegNames, refused } from './about-object.ts';

const RESPONSES = 'https://developers.openai.com/api/docs/guides/conversation-state';
const SAFETY = 'https://developers.openai.com/api/docs/guides/safety-checks';
const MCP = 'https://developers.openai.com/api/docs/guides/tools-connectors-mcp';
const CACHING = 'https://ai.google.dev/gemini-api/docs/caching';
const FILES = 'https://platform.claude.com/docs/en/build-with-claude/files';
const VISION = 'https://platform.claude.com/docs/en/build-with-claude/vision';
const GUARDRAILS = 'https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-use-converse-api.html';
const MEDIA = 'https://developers.openai.com/api/docs/guides/pdf-files';
const OPENROUTER = 'https://openrouter.ai/docs/guides/routing/provider-selection';
const LITELLM = 'https://docs.litellm.ai/docs/proxy/customers';
const SDK = 'https://ai-sdk.dev/docs/reference/ai-sdk-errors';

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

const FETCH = String.raw`(?:download|fetch|retriev|access|open|crawl|reach)\w*`;
const notFetched: Matcher = any(
  codes('image_url_unreachable url_unreachable url_rejected url_roboted url_not_accessible'),
  phrase(
    new RegExp(
      String.raw`\b(?:unable to|failed to|could ?n.t|could not|cannot|can.t|error while|timeout while|timed out while) ${FETCH}\b.{0,80}\b(?:urls?|uri|links?|images?|files?|videos?|audio|content|documents?|https?:)`,
      'i',
    ),
    /\burls?\b.{0,60}\b(?:robots\.txt|is not (?:accessible|reachable|allowed)|disallowed|unreachable|could not be (?:fetched|accessed|downloaded|reached))/i,
    /\bURL_(?:ROBOTED|UNREACHABLE|REJECTED|ERROR)\b/,
  ),
);

const missing = { scope: 'request', fallback: true, retryable: false, remedy: REMEDY } as const;

export const namedObjectRules: readonly Rule[] = [
  ...ruleTable('request', SAFETY, [
    // The provider refuses one user of the application's, whoever else asks with the same key.
    [
      'user-blocked',
      all(refused, any(code('identifier_blocked'), phrase(/\bsafety_?identifier\b.{0,60}\bblocked\b/i))),
      {
        category: 'permission',
        scope: 'request',
        fallback: false,
        remedy: 'The provider has blocked this user by its safety identifier.',
      },
    ],
  ]),
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
  ...ruleTable('request', VISION, [
    [
      'address',
      all(status(400, 403, 404, 422, 424), notFetched, not(phrase(/\b(?:models?|gated|repo(?:sitory)?)\b/i))),
      {
        category: 'invalid-request',
        scope: 'request',
        fallback: true,
        remedy: 'The provider could not fetch a file of the prompt: check its address, or send the bytes.',
      },
    ],
  ]),
  ...ruleTable('request', MEDIA, [
    [
      'media-type',
      all(
        status(400, 415, 422),
        phrase(
          /\b(?:unsupported|invalid|unknown|unrecognized)\b.{0,20}\b(?:mime|media|file|image|audio|video|document) ?(?:types?|formats?|extensions?)\b/i,
          /\b(?:mime|media|file|image|audio|video|document) ?(?:types?|formats?|extensions?)\b.{0,80}\b(?:not supported|unsupported|not allowed|not accepted)\b/i,
          /\bexpected (?:\w+ ){0,3}file type\b/i,
        ),
      ),
      { category: 'invalid-request', scope: 'model', fallback: true },
    ],
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
  ...ruleTable('request', LITELLM, [
    [
      'user-budget',
      phrase(
        /\bExceededBudget: (?:End ?User|Customer)\b|\b(?:end[- ]?user|customer)\b.{0,80}\b(?:over|exceeded)\b.{0,20}\bbudget\b/i,
      ),
      { category: 'billing', scope: 'request', remedy: 'Raise the budget of this end user.' },
    ],
  ]),
  ...ruleTable('request', SDK, [
    // Thrown by a provider package before it asks: the request has something that its API has no form for.
    [
      'unsupported',
      all(
        code('AI_UnsupportedFunctionalityError'),
        not(evidence => hasResponse(evidence)),
      ),
      { category: 'invalid-request', scope: 'model', fallback: true },
    ],
    [
      'rejected',
      all(
        codes(`AI_InvalidPromptError AI_InvalidArgumentError AI_InvalidMessageRoleError AI_MessageConversionError
          AI_InvalidDataContentError AI_NoSuchProviderReferenceError AI_DownloadError`),
        not(evidence => hasResponse(evidence)),
      ),
      { category: 'invalid-request', scope: 'request', fallback: true },
    ],
  ]),
];
