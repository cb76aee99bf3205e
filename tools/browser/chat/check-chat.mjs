// Uses the chat of examples/worker-chat in Chromium: each scene with visitors of its own. Returns faults in words.
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { useByKeyboard } from './keyboard.mjs';
import { looks } from './looks.mjs';
import { scenes } from './scenes.mjs';
import { serve } from './serve.mjs';
import { Visitor } from './visitor.mjs';

const byKeyboard = [1280, 390].map(width => [
  `by keyboard alone, ${width} pixels`,
  stage => useByKeyboard(stage, { width, height: 800 }),
]);

/** So many scenes at a time: they wait more than they compute. */
const AT_ONCE = 4;

const QUIET = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

async function play([name, scene], { browser, url, keep }) {
  const contexts = [];
  const stage = {
    keep,
    async visit(options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      contexts.push(context);
      const visitor = new Visitor(await context.newPage());
      await visitor.page.goto(url);
      return visitor;
    },
    requestsOf: async room => (await (await fetch(`${url}/api/state?room=${room}`)).json()).requests,
  };
  try {
    await scene(stage);
    console.log(`✓ chat, ${name}`);
    return [];
  } catch (error) {
    console.log(`✗ chat, ${name}`);
    return [`chat, ${name}: ${error.message}`];
  } finally {
    await Promise.all(contexts.map(context => context.close()));
  }
}

/**
 * @param {string} executablePath of Chromium
 * @param {string} example its folder
 * @param {string} [keep] where pictures are kept
 */
export async function checkChat(executablePath, example, keep) {
  if (keep !== undefined) mkdirSync(keep, { recursive: true });
  const { url, stop } = await serve(example);
  const args = [...QUIET, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  const browser = await chromium.launch({ executablePath, args });
  const faults = [];
  const waiting = [...scenes, ...byKeyboard, ...looks];
  const work = async () => {
    for (let scene = waiting.shift(); scene; scene = waiting.shift())
      faults.push(...(await play(scene, { browser, url, keep })));
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    await browser.close();
    await stop();
  }
  return faults;
}
