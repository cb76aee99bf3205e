/** All good answers that come through a package. */
import type { AnswerRow } from '../row.ts';
import { EMPTY_ROWS } from './empty.ts';
import { ENDING_ROWS } from './endings.ts';
import { GATEWAY_ROWS } from './gateways.ts';
import { HOST_ROWS } from './hosts.ts';
import { OWN_WIRE_ROWS } from './own-wires.ts';
import { RESPONSE_ROWS } from './responses.ts';

/** What differs in more than its words. */
export const NAMED_ROWS: readonly AnswerRow[] = [
  ...HOST_ROWS,
  ...GATEWAY_ROWS,
  ...OWN_WIRE_ROWS,
  ...ENDING_ROWS,
  ...EMPTY_ROWS,
  ...RESPONSE_ROWS,
];
