/**
 * Failures about what one request contains or for whom it is: addresses that a provider cannot fetch, types of files,
 * messages that a package has no form for, a user whom the provider has blocked or whose budget is used up.
 */
import { hasResponse } from '../evidence.ts';
import { all, any, code, codes, not, phrase, type Rule, ruleTable, status } from '../rule.ts';
import { refused } from './about-object.ts';

const SAFETY = 'https://developers.openai.com/api/docs/guides/safety-checks';
const MEDIA = 'https://developers.openai.com/api/docs/guides/pdf-files';
const VISION = 'https://platform.claude.com/docs/en/build-with-claude/vision';
const LITELLM = 'https://docs.litellm.ai/docs/proxy/customers';
const SDK = 'https://ai-sdk.dev/docs/reference/ai-sdk-errors';

const FETCH = String.raw`(?:download|fetch|retriev|access|open|crawl|reach)\w{0,20}`;
const notFetched = any(
  codes('image_url_unreachable url_unreachable url_rejected url_roboted url_not_accessible'),
  phrase(
    new RegExp(
      String.raw`\b(?:unable to|failed to|could ?n.t|could not|cannot|can.t|error while|timeout while|timed out while) ${FETCH}\b.{0,80}\b(?:urls?|uri|links?|images?|files?|videos?|audio|media|content|documents?|https?:|redacted\])`,
      'i',
    ),
    // An address of the call's own is masked.
    /\b(?:failed to|unable to|error while|timeout while|timed out while) (?:download|fetch)(?:ing)? \[redacted\]/i,
    /\burls?\b.{0,60}\b(?:robots\.txt|is not (?:accessible|reachable|allowed)|disallowed|unreachable|could not be (?:fetched|accessed|downloaded|reached))/i,
    /\bURL_(?:ROBOTED|UNREACHABLE|REJECTED|ERROR)\b/,
  ),
);

export const requestContentRules: readonly Rule[] = [
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
          /\bexpected (?:\w{1,40} ){0,3}file type\b/i,
        ),
      ),
      { category: 'invalid-request', scope: 'model', fallback: true },
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
