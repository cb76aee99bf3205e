/** What a failure's text speaks of: one model, the whole service, the account. It decides the scope. */
import { any, codeLike, type Matcher } from '../../table/matchers.ts';

/** One model, or its capacity. */
export const namesModel: Matcher = any(/\b(?:models?|engine|deployment|capacity|tier)\b/i);

/** The service as a whole. */
export const namesService: Matcher = any(/\b(?:servers?|services?|system|api|platform|bedrock|backend)\b/i);

/** Nothing was said at all, so only the other side as a whole is known to have failed. */
export const saysNothing: Matcher = ({ shape, messages }) =>
  messages.length === 0 && (shape === 'empty' || shape === 'none' || shape === 'html');

/** A cap that spans all models of whoever pays. */
export const accountWide: Matcher = any(
  /\b(?:usage|session) limits?\b/i,
  /\bglobal rate[- ]?limit/i,
  /\bfree (?:credits?|usage|tier)\b.{0,40}\brate limits?\b/i,
  /\blimit (?:exceeded|reached)\b.{0,30}\bfor (?:this |your )?(?:api_key|key|user|team|account|organization|workspace)\b/i,
  codeLike(/global_rate_limit|free_?usage_?limit|^usage_limit/),
);

/** A window of hours or longer: it does not reopen within a minute. */
export const longWindow: Matcher = any(
  /(?:\b|_)per[-_ ](?:hour|day|week|month)\b|\/ ?(?:hour|day|week|month)\b/i,
  /\bsession (?:usage )?limits?\b|\busage limits?\b.{0,80}\bupgrade\b/i,
  /\b(?:hourly|daily|weekly|monthly)\b|\b\d{1,9}[- ]hours?\b|\b[TR]P[DH]\b/i,
  codeLike(/per_?(?:day|week|month)|daily|weekly|monthly/i),
);
