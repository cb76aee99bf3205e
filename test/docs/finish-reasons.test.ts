/** docs/finish-reasons.md, held to the code. */
import { expect, it } from 'vitest';
import { FINISH_REASONS } from '../../src/classify/finish/finish-reasons.ts';
import { FINISH_VERDICTS } from '../../src/classify/finish/finish-verdicts.ts';
import { makeFailure } from '../../src/failure.ts';
import { plain, readTable } from './tables.ts';

const page = 'docs/finish-reasons.md';
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

it('lists every reason of every vendor with its verdict and its page', () => {
  const documented = readTable(page, 'vendor').flatMap(({ vendor = '', reasons = '', verdict = '' }) => {
    const [, name, source] = /^\[(.+)\]\((.+)\)$/.exec(vendor) ?? [];
    return plain(reasons)
      .split(', ')
      .map(reason => ({ vendor: name, reason, verdict, source }));
  });
  expect(documented).toEqual(FINISH_REASONS);
});
