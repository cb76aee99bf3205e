/**
 * Failures about what one request contains or for whom it is: addresses that a provider cannot fetch, types of files,
 * messages that a package has no form for, a user whom the provider has blocked or whose budget is used up.
 */
import { hasResponse } from '../../evidence.ts';
import { all, any, type Matcher, not } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';
import { refused } from './about-object.ts';

const FETCH = String.raw`(?:download|fetch|retriev|access|open|crawl|reach)\w{0,20}`;
const notFetched = any(
  'image_url_unreachable url_unreachable url_rejected url_roboted url_not_accessible',
  new RegExp(
    String.raw`\b(?:unable to|failed to|could ?n.t|could not|cannot|can.t|error while|timeout while|timed out while) ${FETCH}\b.{0,80}\b(?:urls?|uri|links?|images?|files?|videos?|audio|media|content|documents?|https?:|redacted\])`,
    'i',
  ),
  /\b(?:failed to|unable to|error while|timeout while|timed out while) (?:download|fetch)(?:ing)? \[redacted\]/i,
  /\burls?\b.{0,60}\b(?:robots\.txt|is not (?:accessible|reachable|allowed)|disallowed|unreachable|could not be (?:fetched|accessed|downloaded|reached))/i,
  /\bURL_(?:ROBOTED|UNREACHABLE|REJECTED|ERROR)\b/,
);

/** A status of the address, not of the provider. */
const quoted: Matcher = ({ isQuoted }) => isQuoted;

export const requestContentRules: Rules = rules('request', [
  // https://developers.openai.com/api/docs/guides/safety-checks
  // The provider refuses one user of the application's, whoever else asks with the same key.
  [
    'user-blocked',
    all(refused, ['identifier_blocked', /\bsafety_?identifier\b.{0,60}\bblocked\b/i]),
    'permission request no-fallback',
    'The provider has blocked this user by its safety identifier.',
  ],
  // https://platform.claude.com/docs/en/build-with-claude/vision
  [
    'address',
    [
      'failed_to_download_image image_file_not_found',
      all([400, 403, 404, 422, 424, quoted], notFetched, not(/\b(?:models?|gated|repo(?:sitory)?)\b/i)),
    ],
    'invalid-request fallback',
    'The provider could not fetch a file of the prompt: check its address, or send the bytes.',
  ],
  // https://developers.openai.com/api/docs/guides/pdf-files
  [
    'media-type',
    all(
      [400, 415, 422],
      [
        /\b(?:unsupported|invalid|unknown|unrecognized)\b.{0,20}\b(?:mime|media|file|image|audio|video|document) ?(?:types?|formats?|extensions?)\b/i,
        /\b(?:mime|media|file|image|audio|video|document) ?(?:types?|formats?|extensions?)\b.{0,80}\b(?:not supported|unsupported|not allowed|not accepted)\b/i,
        /\bexpected (?:\w{1,40} ){0,3}file type\b/i,
      ],
    ),
    'invalid-request model fallback',
  ],
  // https://github.com/openai/openai-openapi
  [
    'large-image',
    'image_too_large image_file_too_large unsupported_image_media_type',
    'invalid-request model fallback',
  ],
  ['bad-image', 'image_too_small invalid_image_mode empty_image_file', 'invalid-request'],
  // https://docs.litellm.ai/docs/proxy/customers
  [
    'user-budget',
    /\bExceededBudget: (?:End ?User|Customer)\b|\b(?:end[- ]?user|customer)\b.{0,80}\b(?:over|exceeded)\b.{0,20}\bbudget\b/i,
    'billing request',
    'Raise the budget of this end user.',
  ],
  // https://ai-sdk.dev/docs/reference/ai-sdk-errors
  // Thrown by a provider package before it asks: the request has something that its API has no form for.
  [
    'unsupported',
    all(
      'AI_UnsupportedFunctionalityError',
      not(evidence => hasResponse(evidence)),
    ),
    'invalid-request model fallback',
  ],
  [
    'rejected',
    all(
      `AI_InvalidPromptError AI_InvalidArgumentError AI_InvalidMessageRoleError AI_MessageConversionError
      AI_InvalidDataContentError AI_NoSuchProviderReferenceError AI_DownloadError`,
      not(evidence => hasResponse(evidence)),
    ),
    'invalid-request fallback',
  ],
]);
