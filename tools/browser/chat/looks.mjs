// The page as it looks: axe and width in each state, light and dark, on a phone and on a desktop; without motion.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { checkAxe } from '../check-pages.mjs';

const SIZES = [
  { width: 390, height: 844 },
  { width: 1280, height: 900 },
];

async function check(visitor, state) {
  const faults = await checkAxe(visitor.page);
  const [wide, screen] = await visitor.page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  if (wide > screen) faults.push(`is ${wide} wide on a screen of ${screen}`);
  assert.deepEqual(faults, [], state);
}

const look = (colorScheme, viewport) => [
  `${colorScheme}, ${viewport.width} pixels`,
  async ({ visit, keep }) => {
    const visitor = await visit({ colorScheme, viewport, bypassCSP: true });
    const picture = async state => {
      if (keep !== undefined)
        await visitor.page.screenshot({ path: join(keep, `chat-${state}-${colorScheme}-${viewport.width}.png`) });
    };
    await check(visitor, 'at first');
    await picture('first');
    await visitor.page.getByRole('button', { name: 'One hangs, one fails inside a 200' }).click();
    await visitor.page.getByText('Answered by GPT').waitFor();
    await visitor.settled();
    await picture('answered');
    await visitor.unfold();
    await check(visitor, 'answered');
    await visitor.break({ claude: 'Gateway error 2005', gpt: 'Hangs' });
    await visitor.send('And now?');
    await visitor.page.getByText('GPT is asked.').last().waitFor();
    await check(visitor, 'asking');
    await visitor.settled();
    await picture('failed');
    await check(visitor, 'failed');
  },
];

export const looks = [
  ...['light', 'dark'].flatMap(scheme => SIZES.map(viewport => look(scheme, viewport))),
  [
    'nothing moves for who wants no motion',
    async ({ visit }) => {
      const moving = async reducedMotion => {
        const visitor = await visit({ reducedMotion });
        await visitor.send('Hi');
        const name = await visitor.page.locator('.pulse').evaluate(pulse => getComputedStyle(pulse).animationName);
        await visitor.settled();
        return name;
      };
      assert.deepEqual([await moving('reduce'), await moving('no-preference')], ['none', 'pulse']);
    },
  ],
];
