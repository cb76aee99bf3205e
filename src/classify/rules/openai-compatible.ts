/** What is particular to further APIs of OpenAI's kind: Groq, Mistral, xAI, Cohere, Hugging Face. */
import { all, any, code, documented, from, not, phrase, type Rule, ruleTable, status } from '../rule.ts';

export const openaiCompatibleRules: readonly Rule[] = [
  ...ruleTable('groq', 'https://console.groq.com/docs/errors', [
    [
      'flex-capacity',
      any(status(498), code('capacity_exceeded', 'over_capacity')),
      { category: 'overloaded', statusCode: 498 },
    ],
    [
      'tool-use-failed',
      any(
        code('tool_use_failed', 'output_parse_failed', 'json_validate_failed'),
        documented(/\bfailed to (?:call a function|generate json|validate json)\b.{0,200}\bfailed_generation\b/i),
      ),
      { category: 'server-error', scope: 'model', statusCode: 500 },
    ],
    ['decommissioned', code('model_decommissioned'), { category: 'not-found' }],
    ['terms', code('model_terms_required'), { category: 'permission' }],
    [
      'blocked',
      code('organization_restricted', 'model_permission_blocked_org', 'model_permission_blocked_project'),
      { category: 'permission' },
    ],
    ['spend', code('blocked_api_access', 'spend_limit_reached'), { category: 'billing' }],
  ]),
  ...ruleTable('mistral', 'https://docs.mistral.ai/resources/error-glossary', [
    [
      '3505',
      any(code('service_tier_capacity_exceeded', 3505), phrase(/\bservice tier capacity exceeded\b/i)),
      { category: 'overloaded' },
    ],
    ['1500', any(code('invalid_model'), phrase(/^invalid model: /i)), { category: 'not-found' }],
    [
      '1300',
      any(code('rate_limited', 1300), all(from('mistral'), status(429))),
      { category: 'rate-limit', scope: 'provider' },
    ],
    ['3051', all(code('invalid_request_message_order', 3230)), { category: 'invalid-request' }],
  ]),
  ...ruleTable('xai', 'https://docs.x.ai/docs/key-information/debugging', [
    [
      'credits',
      phrase(
        /\b(?:doesn.?t|does not|don.?t) (?:yet )?have any credits\b|\bused all available credits\b|\breached its monthly spending limit\b/i,
      ),
      { category: 'billing' },
    ],
    ['blocked', phrase(/\b(?:api key|team) is (?:currently )?(?:blocked|disabled)\b/i), { category: 'auth' }],
    ['incorrect-key', documented(/\bincorrect api key provided\b/i), { category: 'auth' }],
    [
      'unresponsive',
      phrase(/\bservice temporarily unavailable\b|\bmodel did not respond to this request\b|\bat capacity\b/i),
      { category: 'overloaded' },
    ],
    [
      'safety',
      phrase(/\bcontent violates usage guidelines\b|\bfailed check: safety/i),
      { category: 'content-policy', scope: 'provider' },
    ],
  ]),
  ...ruleTable('cohere', 'https://docs.cohere.com/reference/errors', [
    [
      'trial-month',
      phrase(/\btrial key\b.{0,200}(?:\/ ?month|\bper month|\bmonthly)\b/i),
      { category: 'rate-limit', scope: 'provider', retryable: false },
    ],
    [
      'trial-minute',
      phrase(/\btrial key\b.{0,200}\b(?:limited|limit)\b/i),
      { category: 'rate-limit', scope: 'provider' },
    ],
    [
      'billing',
      // A cap per minute is a throttle, though its text advises to pay for more.
      all(
        phrase(/\bplease (?:enter|add) (?:a )?(?:valid )?payment method\b|\bbilling limit\b/i),
        not(phrase(/\brate limit\b|\bper (?:min|sec)/i)),
      ),
      { category: 'billing' },
    ],
    [
      'blocked-output',
      phrase(/\bblocked (?:output|input)\b.{0,200}\b(?:usage|guidelines|policy)\b/i),
      { category: 'content-policy', scope: 'provider' },
    ],
  ]),
  ...ruleTable('huggingface', 'https://huggingface.co/docs/inference-providers', [
    ['loading', phrase(/\bis currently loading\b|\bmodel (?:too busy|is loading)\b/i), { category: 'overloaded' }],
    ['included-credits', phrase(/\bexceeded your monthly included credits\b/i), { category: 'billing' }],
  ]),
];
