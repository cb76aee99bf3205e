/** docs/cloudflare.md, held to the fixtures. */
import { expect, it } from 'vitest';
import { fixtures, type Fixture } from '../../mocks/index.ts';
import { plain, readTable } from './tables.ts';

const yes = (value: boolean) => (value ? 'yes' : 'no');

const own = Object.values(fixtures).filter(
  ({ provider }) => provider === 'cloudflare-ai-gateway' || provider === 'cloudflare-rest-api',
);
/** Forms of a failure that has another row. */
const VARIANTS = /^cloudflare-(?:2005-.+|2009-http-400)$/;

const codeOf = ({ body = '' }: Fixture) => /"code":(\d{4})/.exec(body)?.[1];

it('lists every fixture of the gateway with its verdict', () => {
  const documented = readTable('docs/cloudflare.md', 'fixture').map(row => Object.values(row).slice(0, 6).map(plain));
  const actual = own
    .filter(({ name }) => !VARIANTS.test(name))
    .map(fixture => {
      const { category, scope, retryable, fallback } = fixture.expected;
      const code = codeOf(fixture);
      const wire = code === undefined ? String(fixture.status) : `${fixture.status} / ${code}`;
      return [fixture.name, wire, category, scope, yes(retryable), yes(fallback)];
    });
  expect(documented.toSorted()).toEqual(actual.toSorted());
});
