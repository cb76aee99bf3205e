/** How often a fallback is asked first: the user's option and its check. */
import { checkKeys, checkNumber, optionError } from '../runtime/check-options.ts';
import type { Check } from '../runtime/option-rows.ts';

/** How often a fallback is asked first: for a share of the calls, or so often in an hour. */
export type CanarySettings =
  | {
      /** Share of the calls, from 0 to 1. */
      fraction: number;
      perHour?: undefined;
    }
  | {
      fraction?: undefined;
      /** Most of them in an hour of this process; the first comes at a random moment of the first span. */
      perHour: number;
    };

export const checkCanary: Check = (owner, name, value) => {
  if (value === undefined) return;
  const takes = 'either { fraction } from 0 to 1 or { perHour } above 0';
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw optionError(owner, name, value, takes);
  checkKeys(owner, name, value, ['fraction', 'perHour']);
  const { fraction, perHour } = value as { fraction?: unknown; perHour?: unknown };
  if ((fraction === undefined) === (perHour === undefined))
    throw optionError(owner, name, value, `${takes}, and one of them`);
  checkNumber(owner, `${name}.fraction`, fraction, { max: 1 });
  if (perHour === undefined || (typeof perHour === 'number' && perHour > 0 && perHour < Infinity)) return;
  throw optionError(owner, `${name}.perHour`, perHour, 'a number above 0');
};
