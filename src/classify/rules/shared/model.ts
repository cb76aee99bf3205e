/** Unknown models, and requests that one model or one API cannot take though another can, in shared words. */
import { all, type Matcher, not } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';
import { MISSING_MODEL } from './missing-model.ts';

/** Nobody but the request or its target is at fault. */
export const clientFault: Matcher = ({ status: found }) =>
  found === undefined || (found >= 400 && found < 500 && found !== 429);

const UNSUPPORTED = [
  /\b(?:does not|doesn.?t|do not|don.?t|cannot|can.?t) support\b/i,
  /\b(?:is|are) (?:not |un)supported\b.{0,80}\b(?:model|deployment|tools?|images?|vision|audio|video|streaming|parameter|when|for|with|by)\b/i,
  /\b(?:is|are) not (?:accessible|available) (?:via|through|over)\b|\bcannot be (?:accessed|called|invoked|used) (?:via|through|with|on)\b|\bonly supports?\b|\bnot (?:multimodal|implemented)\b|\bcannot (?:both )?be (?:specified|used|set|combined)\b.{0,30}\bthis model\b/i,
  /\bnot supported (?:by|with|for|in|on|when)\b|\b(?:deprecated|not (?:available|allowed|permitted|enabled)) (?:for|with|on|in) this model\b/i,
  /\b(?:may|can|must) only be (?:set|used|specified)\b.{0,30}\b(?:when|with|if)\b|\bmay not be (?:enabled|used|set|specified) (?:when|with|together)\b/i,
  // Two options that this API does not take together, or a form of answer that it does not have.
  /\bcannot be (?:combined|mixed|used together|(?:provided|used|sent) in the same)\b|\b(?:is|are) unsupported\b|\bis no longer supported\b|\bresponse_format(?:\.type)?\b.{0,20}\bmust be\b/i,
  /\b(?:arguments?|parameters?|options?|fields?|features?) (?:is |are )?not (?:yet |currently )?supported\b/i,
  /\bunsupported (?:parameter|value|feature|modality|content|media|tool|input type)/i,
  /\b(?:is not|isn.?t) a (?:multimodal|vision|chat) model\b|\bno (?:vision|image|multimodal) (?:support|capabilit)/i,
  /\b(?:reasoning|thinking)\b.{0,30}\b(?:mandatory|required) for this (?:endpoint|model)\b|\b(?:reasoning|thinking)\b.{0,60}\bcannot be (?:disabled|turned off)\b/i,
  /\b(?:input|modality) is not (?:enabled|supported)|\brequires? "?--enable-auto-tool-choice\b|\bmultimodal (?:data|input)\b.{0,200}\bnot\b/i,
];

export const modelRules: Rules = rules('vocabulary', [
  // https://developers.openai.com/api/docs/guides/error-codes
  [
    'wrong-path',
    [
      /^404 page not found$/i,
      /^cannot (?:post|get) \//i,
      // Frameworks and clouds that know no such operation.
      'invalid_action unknown_operation',
      /\bno route match(?:ed|es)\b|\bpath must be of (?:the )?form\b|\bno static resource \S|\broute (?:post|get):\S{1,200} not found\b/i,
      /^the requested url was not found/i,
      all(
        [404, 405],
        [
          ({ shape }) => shape === 'html',
          /^(?:not found|method not allowed|url not found|route not found|endpoint not found)\.?$/i,
        ],
        not(/model/i),
        not('not_found_error model_not_found'),
      ),
    ],
    'gateway-config provider',
    'Nothing answers at this path: check baseURL.',
  ],
  [
    'unreadable-file',
    all(clientFault, [
      `image_parse_error invalid_image invalid_image_format invalid_base64 invalid_base64_image
      invalid_image_url`,
      /\b(?:could not|cannot|can.?t|unable to|failed to) (?:process|decode|parse|read|download|load) (?:the |this |your )?(?:input )?(?:image|file|audio|pdf|document)/i,
    ]),
    'invalid-request',
  ],
  [
    'model-not-found',
    [
      `model_not_found model_not_available unknown_model model_not_supported unsupported_model modelnotfound
      model_decommissioned model_unavailable invalid_model_error modelnotopen model_not_allowed`,
      all(clientFault, [
        MISSING_MODEL,
        /\bno (?:\w{1,20} ){0,2}models? (?:was |were |are |is )?(?:found|available|matched|loaded)\b/i,
        /\b(?:unable to|cannot|could not) (?:access|use) (?:the |this |an? )?(?:\S{1,30} )?models?\b/i,
        /\bnot a valid model\b/i,
      ]),
    ],
    'not-found',
    'Check the model id, and that this account may use the model.',
  ],
  [
    'unsupported',
    all(clientFault, [
      `unsupported_parameter unsupported_value unsupported_content_type unsupported_feature unsupported_modality
      model_feature_not_supported tools_not_supported`,
      ...UNSUPPORTED,
    ]),
    'invalid-request model fallback',
  ],
  ['not-found', all('not_found_error not_found', clientFault), 'not-found'],
]);
