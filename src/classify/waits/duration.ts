/** Durations as rate-limit headers and error texts write them: '7m12s', '1h2m3.5s', '644ms', '34.07s'. */

const UNITS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** Milliseconds of a compact duration; undefined if the text is anything else. */
export function parseDuration(text: string): number | undefined {
  const value = text.trim().toLowerCase();
  if (!/^(?:\d{1,15}(?:\.\d{1,9})?(?:ms|[dhms]))+$/.test(value)) return undefined;
  let total = 0;
  for (const [, amount, unit] of value.matchAll(/(\d{1,15}(?:\.\d{1,9})?)(ms|[dhms])/g)) {
    total += Number(amount) * (UNITS[unit ?? ''] ?? 0);
  }
  return Math.round(total);
}
