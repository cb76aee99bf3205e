// What must hold of a page however it is looked at. Returns faults in words.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { checkKeyboard } from './keyboard.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const WIDTHS = [390, 1280];

/** Rules of WCAG that are broken, with the first place of each. */
export async function checkAxe(page) {
  await page.addScriptTag({ content: axe });
  const { violations, passes } = await page.evaluate(tags => globalThis.axe.run({ runOnly: tags }), RULES);
  const faults = violations.map(({ id, help, nodes }) => `axe ${id}: ${help}, ${nodes.length} times: ${nodes[0].html}`);
  // One that looked at nothing would find nothing.
  return passes.some(({ id }) => id === 'color-contrast') ? faults : [...faults, 'axe saw no colours'];
}

/** Nothing is wider than the screen but what scrolls by itself, and no text of a picture leaves it. */
const checkWidth = page =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const faults = scrollWidth > clientWidth ? [`is ${scrollWidth} wide on a screen of ${clientWidth}`] : [];
    for (const details of document.querySelectorAll('details')) details.open = true;
    const wide = [...document.querySelectorAll('main *')].filter(
      element =>
        !element.closest('.scroll table, title, desc') && element.getBoundingClientRect().right > clientWidth + 1,
    );
    for (const element of wide.slice(0, 3)) faults.push(`leaves the screen: ${element.outerHTML.slice(0, 120)}`);
    const scrolled = [...document.querySelectorAll('.scroll')].find(
      ({ scrollWidth: all, clientWidth: seen }) => all > 1.5 * seen,
    );
    if (scrolled) faults.push(`"${scrolled.getAttribute('aria-label')}" is ${scrolled.scrollWidth} wide`);
    const words = [...document.querySelectorAll('thead th, td.good, td.bad')].filter(
      cell => cell.getClientRects().length > 0 && cell.scrollWidth > cell.clientWidth,
    );
    for (const cell of words.slice(0, 3)) faults.push(`is cut: ${cell.outerHTML}`);
    return faults;
  });

/** On paper colours are those of paper, also for who reads in the dark. */
async function checkPaper(page) {
  await page.emulateMedia({ media: 'print' });
  const [ink, background, scroll] = await page.evaluate(() => [
    getComputedStyle(document.body).color,
    getComputedStyle(document.body).backgroundColor,
    getComputedStyle(document.querySelector('.scroll')).overflowX,
  ]);
  await page.emulateMedia({ media: 'screen' });
  return [
    ...(ink === 'rgb(28, 30, 33)' && background === 'rgb(255, 255, 255)'
      ? []
      : [`is ${ink} on ${background} on paper`]),
    ...(scroll === 'visible' ? [] : ['has tables on paper that are cut']),
  ];
}

/**
 * @param {string} executablePath of Chromium
 * @param {ReadonlyMap<string, string>} pages HTML by name
 * @param {string} [folder] where pages and pictures of them are kept
 */
export async function checkPages(executablePath, pages, folder) {
  const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
  const faults = [];
  if (folder !== undefined) mkdirSync(folder, { recursive: true });
  try {
    for (const [name, html] of pages) {
      if (folder !== undefined) writeFileSync(join(folder, `${name}.html`), html);
      for (const colorScheme of ['light', 'dark']) {
        for (const width of WIDTHS) {
          // axe is a script, and the page forbids them.
          const options = { bypassCSP: true, colorScheme, viewport: { width, height: 900 }, offline: true };
          const page = await browser.newPage(options);
          const requests = [];
          page.on('request', request => requests.push(request.url()));
          page.on('pageerror', error => requests.push(String(error)));
          await page.setContent(html);
          if (folder !== undefined)
            await page.screenshot({ path: join(folder, `${name}-${colorScheme}-${width}.png`) });
          const found = [
            ...requests.map(url => `asks for ${url}`),
            ...(await checkAxe(page)),
            ...(await checkKeyboard(page)),
            ...(await checkPaper(page)),
            ...(await checkWidth(page)),
          ];
          faults.push(...found.map(fault => `${name}, ${colorScheme}, ${width}: ${fault}`));
          console.log(`${found.length === 0 ? '✓' : '✗'} ${name}, ${colorScheme}, ${width} pixels`);
          await page.close();
        }
      }
    }
  } finally {
    await browser.close();
  }
  return faults;
}
