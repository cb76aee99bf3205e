/** Empty accounts, spent budgets and plan allowances, in the words that APIs of OpenAI's kind share. */
import { all, documented, type Matcher, not } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';

/** A cap per minute is a throttle even where its text mentions billing. */
const perMinute: Matcher = all('rate_limit RESOURCE_EXHAUSTED', /\bper (?:minute|second)\b|\b[TR]P[MS]\b|\/ ?min/i);

/** What a plan allows in some hours or days, with the time at which it opens again; no throttle by its own words. */
const planWindow: Matcher = all(
  ({ status }) => status === undefined || (status > 399 && status < 500),
  /\b(?:limits?|quota|capacity)\b.{0,80}(?:\bresets?\b(?! (?:the|your)\b)|\btry again (?:at \d|in \d{1,3} ?[hd])|\|\d{10}\b)/i,
  /\b(?:hit|reached|exceeded|exhausted)\b/i,
  not(
    /\brate[- ]?limit|\bper (?:minute|second)\b|\bresets? (?:in|after) [\d.]{1,6} ?m?s|\b(?:tokens?|requests?) limit/i,
  ),
);

export const moneyRules: Rules = rules('billing', [
  // https://support.claude.com/en/articles/11145838
  ['model-window', all(planWindow, /\bthis model\b/i), 'rate-limit no-retry'],
  ['window', planWindow, 'rate-limit account no-retry'],
  // https://developers.openai.com/api/docs/guides/error-codes
  [
    'code',
    `insufficient_credits insufficient_user_quota insufficient_quota insufficient_quota_error credit_limit_reached
      credits_required billing_error quota_exceeded_error pre_consume_token_quota_failed subscription_required
      spend_exceeded`,
    'billing',
  ],
  [
    'balance',
    all(not(perMinute), [
      documented(/\binsufficient (?:account |user |token )?(?:balance|credits?|funds?|quota)\b/i),
      /\b(?:balance|credits?|funds|quota) (?:is |are )?(?:too low|insufficient|not enough)\b|\b(?:balance|credits?|funds) (?:is |are )?(?:exhausted|depleted|used up)\b/i,
      documented(
        /\b(?:you (?:have )?)?(?:not enough|out of|no|zero|never purchased|requires? (?:more|at least [\d.$]{1,20})|doesn.?t have (?:any|enough|sufficient)|does not have (?:any|enough|sufficient)|run out of|ran out of) (?:\w{1,20} )?credits?\b/i,
      ),
      /\b(?:add|purchase|buy) (?:more )?credits\b(?! to unlock)/i,
      /\b(?:exceeded|exhausted) (?:your |the )?(?:current |monthly |included )?credits?\b/i,
      /\baccount (?:balance )?(?:is )?(?:negative|overdue|in arrears|past due)\b/i,
      /余额不足|欠费|[额配][度额]不足/,
    ]),
    'billing',
    'Top up the account or key that pays for this provider.',
  ],
  // With a reset it is a window, not an allowance of money.
  [
    'quota-plan',
    all(not(perMinute), [
      /\bexceeded (?:your )?current quota\b.{0,200}\bbilling\b/i,
      /\bpayment (?:method )?(?:is )?required\b|^(?:please )?add a payment method\b|\brequires? an? (?:paid|pro|premium) (?:plan|subscription|account)\b|\boverdue payment\b|\bunpaid (?:invoice|bill)\b/i,
      /\baccount is not active\b.{0,40}\bbilling\b|\bbilling (?:hard |soft )?limit\b|\bbilling (?:is )?not (?:active|enabled)\b/i,
      /\b(?:plan|subscription) (?:has )?(?:expired|ended|is inactive)\b/i,
      /\b(?:reached|exceeded|hit) (?:your |the |its )?(?:monthly |plan |billing )?(?:spend(?:ing)?|usage|plan|cost) (?:limit|cap|allowance)\b/i,
      /\b(?:trial|free|hosted|included|monthly) (?:\w{1,20} )?(?:quota|allowance|credits?|trial)\b.{0,40}\b(?:exhausted|used up|ended|expired|over|depleted)\b|\b(?:free trial|trial period) (?:has )?(?:ended|expired|is over)\b|\ballowance (?:has been |is )?(?:exceeded|exhausted|used up)\b|\bused up (?:all )?(?:your |the )?(?:\w{1,20} ){0,2}(?:quota|allowance|credits?)\b/i,
      all(
        [400, 402, 403, ({ status }) => status === undefined],
        not('RESOURCE_EXHAUSTED'),
        /\bquota\b.{0,80}\b(?:has been |is |was )(?:exhausted|used up|depleted)\b(?!.{0,80}\b(?:resets?|renews?|try again))/i,
      ),
      /\busage limit (?:has been )?(?:reached|exceeded)\b(?!.{0,80}\b(?:resets?|renews?|try again) (?:in|at|on|after)\b)/i,
    ]),
    'billing',
  ],
  [
    'budget',
    [
      /\b(?:exceeded|crossed|over|out of) (?:the |your |its )?(?:\w{1,40} )?budget\b/i,
      /\bbudget (?:has been |is |was )?(?:exceeded|exhausted|reached|spent|crossed)\b/i,
      /\b(?:spend(?:ing)?|cost) (?:limit|cap) (?:has been |is |was )?(?:exceeded|reached|hit)\b/i,
    ],
    'billing',
  ],
  // A crowded queue, which paying for each request would pass by; see https://docs.x402.org/core-concepts/http-402
  [
    'paid-past',
    all(
      402,
      /\bqueue (?:is )?full\b|\btoo many requests\b|\balready queued\b|\brate[- ]limit(?:ed)?\b/i,
      not(/\b(?:credits?|balance|funds|plan)\b/i),
    ),
    'rate-limit provider 429',
  ],
  ['402', 402, 'billing', 'Top up the account or key that pays for this provider.'],
]);
