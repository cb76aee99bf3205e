/** Groq. */
import { all, documented, maybeFrom } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

export const groqRules: Rules = rules('groq', [
  // https://console.groq.com/docs/errors
  ['flex-capacity', [all(498, maybeFrom('groq')), 'capacity_exceeded over_capacity'], 'overloaded 498'],
  [
    'tool-use-failed',
    [
      'tool_use_failed output_parse_failed json_validate_failed',
      documented(/\bfailed to (?:call a function|generate json|validate json)\b.{0,200}\bfailed_generation\b/i),
    ],
    'server-error model 500',
  ],
  ['terms', 'model_terms_required', 'permission'],
  ['restricted', 'organization_restricted', 'permission account'],
  ['blocked', 'model_permission_blocked_org model_permission_blocked_project', 'permission'],
  ['spend', 'blocked_api_access spend_limit_reached', 'billing'],
]);
