/** docs/finish-reasons.md, held to the code. */
import { expect, it } from 'vitest';
import { FINISH_REASONS } from '../../src/classify/finish/finish-reasons.ts';
import { FINISH_VERDICTS } from '../../src/classify/finish/finish-verdicts.ts';
import { makeFailure } from '../../src/failure.ts';
import { DOCUMENTED } from '../finish-reasons/documented.ts';
import { plain, readTable } from './tables.ts';

const page = 'docs/finish-reasons.md';
/** One spelling of a word that has several. */
const lower = (reason: string) => reason.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
const yes = (value: boolean | undefined) => (value === undefined ? '' : value ? 'yes' : 'no');

it('lists every verdict with what it amounts to', () => {
  const documented = readTable(page, 'verdict').map(row => Object.values(row).map(plain));
  const actual = Object.entries(FINISH_VERDICTS).map(([name, { failure, contentIsAnswer }]) => {
    const found = failure && makeFailure('test', failure);
    const alone = found?.category ?? 'an answer';
    const beside = contentIsAnswer ? 'an answer' : alone;
    return [name, alone, beside, yes(found?.retryable), yes(found?.fallback), found?.scope ?? ''];
  });
  expect(documented).toEqual(actual);
});

it('lists for some vendor every reason that is known, and knows every one that it lists', () => {
  const listed = DOCUMENTED.map(({ reason, verdict }) => `${verdict}: ${lower(reason)}`);
  const known = Object.entries(FINISH_REASONS).flatMap(([verdict, reasons]) =>
    reasons.split(/\s+/).map(reason => `${verdict}: ${lower(reason)}`),
  );
  expect([...new Set(listed)].toSorted()).toEqual(known.toSorted());
});
