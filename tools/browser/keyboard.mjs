// The page by keyboard alone: what takes the focus, in the order of the page, seen, and what it does.

/** More are alike. */
const STOPS = 12;

const focused = page =>
  page.evaluate(() => {
    const element = document.activeElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const { top, bottom } = element.getBoundingClientRect();
    return {
      name: element.outerHTML.slice(0, 100),
      isRegion: element.matches('.scroll'),
      index: [...document.querySelectorAll('a, summary, [tabindex]')].indexOf(element),
      isMarked: outlineStyle === 'solid' && Number.parseFloat(outlineWidth) >= 2,
      isSeen: bottom > 0 && top < innerHeight,
    };
  });

export async function checkKeyboard(page) {
  const faults = [];
  const all = await page.locator('a, summary, [tabindex]').count();
  for (let index = 0; index < Math.min(STOPS, all); index += 1) {
    await page.keyboard.press('Tab');
    const stop = await focused(page);
    if (stop.index !== index) faults.push(`the focus comes out of order: ${stop.name}`);
    if (!stop.isMarked) faults.push(`the focus is not marked: ${stop.name}`);
    if (!stop.isSeen) faults.push(`the focus is out of sight: ${stop.name}`);
  }
  // From the verdict of a call to what happened in it.
  const link = page.locator('td a').first();
  const target = await link.getAttribute('href');
  await link.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  const summary = page.locator(`${target} > summary`);
  if (!(await summary.evaluate(element => element === document.activeElement))) faults.push('a link leads elsewhere');
  const isOpen = () => page.locator(target).evaluate(element => element.open);
  const before = await isOpen();
  await page.keyboard.press('Enter');
  if ((await isOpen()) === before) faults.push('the details of a call do not open by keyboard');
  return faults;
}
