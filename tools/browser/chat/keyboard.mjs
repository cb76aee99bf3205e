// The whole way by keyboard: from the top of the page to an answer, seen at every stop.
import assert from 'node:assert/strict';

/** What has the focus: its name, and whether it is marked and not covered by anything. */
const focused = page =>
  page.evaluate(() => {
    const element = document.activeElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const { left, top, width, height } = element.getBoundingClientRect();
    const above = document.elementFromPoint(left + width / 2, top + height / 2);
    const label = element.labels?.[0] ?? element;
    return {
      name: label.innerText.replaceAll(/\s+/g, ' ').trim(),
      isMarked: outlineStyle === 'solid' && Number.parseFloat(outlineWidth) >= 2,
      isSeen: above !== null && (element.contains(above) || above.contains(element)),
    };
  });

export async function useByKeyboard({ visit }, viewport) {
  const visitor = await visit({ viewport });
  const { keyboard } = visitor.page;
  const stops = [];
  async function tabTo(name) {
    for (let tries = 0; tries < 20; tries += 1) {
      await keyboard.press('Tab');
      const stop = await focused(visitor.page);
      stops.push(stop.name);
      assert.ok(stop.isMarked, `the focus is not marked: ${stop.name}`);
      assert.ok(stop.isSeen, `the focus is covered: ${stop.name}`);
      if (stop.name.startsWith(name)) return;
    }
    assert.fail(`the focus does not come to ${name}: ${stops.join(', ')}`);
  }
  await tabTo('Upstreams');
  if (viewport.width < 500) await keyboard.press('Enter');
  await tabTo('What Claude does');
  // The second choice after "Works" and "Fails once": by arrows, as in any list.
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowDown');
  await tabTo('What GPT does');
  await tabTo('Mend all');
  await tabTo('Forget');
  await tabTo('All is well');
  await tabTo('Message');
  await keyboard.type('By keyboard');
  await keyboard.press('Enter');
  await visitor.page.getByRole('button', { name: 'Stop' }).waitFor();
  await visitor.settled();
  assert.equal((await visitor.last()).by, 'Answered by OpenRouter');
  assert.equal((await focused(visitor.page)).name, 'Message');
  await keyboard.press('Shift+Tab');
  const folded = visitor.page.locator('.timeline');
  assert.ok((await focused(visitor.page)).name.startsWith('What happened: '));
  await keyboard.press('Enter');
  assert.equal(await folded.getAttribute('open'), null);
  await keyboard.press('Enter');
  await keyboard.press('Shift+Tab');
  assert.equal((await focused(visitor.page)).name, 'Clear');
  await keyboard.press('Enter');
  assert.equal((await focused(visitor.page)).name, 'Message');
  assert.deepEqual(visitor.errors, []);
}
