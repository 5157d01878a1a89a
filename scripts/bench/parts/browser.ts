import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { startChromium } from '../../../test/browser/chromium.ts';
import { drag, openPage } from '../../../test/browser/opened-page.ts';
import { serveLake } from '../../../test/browser/serving.ts';
import { count, madeOnce, type Part } from '../part.ts';
import { makeSkyLake } from '../sky-lake.ts';

/** HDUs per file. */
const HDUS = 50;

/** The page over a million HDUs in a real browser: how soon there is a picture, how it follows the hand, and its memory. */
export const BROWSER: Part = {
  files: 20_000,
  about: `makes a lake of mosaics with ${HDUS} HDUs each; opens its page in Chromium, and drags over time and sky`,
  run: async function* ({ files, work }) {
    const folder = join(work, `sky-${files}`);
    await madeOnce(folder, () => makeSkyLake(folder, { files, hdus: HDUS }));
    const all = `${count(files * HDUS)} HDUs`;
    const [browser, serving] = [await startChromium(), await serveLake(folder)];
    try {
      // the server reads the columns of HDUs when somebody asks for them
      await (await openPage(browser, serving, 'rows=hdus')).close();
      const started = performance.now();
      const { page, close } = await openPage(browser, serving, 'rows=hdus');
      yield {
        what: `the page of ${all}, until it is at rest`,
        wall: (performance.now() - started) / 1000,
        memory: await memoryOf(browser),
      };
      await page.evaluate(WATCH);
      yield {
        what: `${all}: a drag in time, from a look to its counts`,
        wall: await medianLook(page, '#time', [300, 40], [700, 40]),
      };
      await page.click('text=Select a circle');
      yield {
        what: `${all}: a circle, from a look to its counts`,
        wall: await medianLook(page, '#sky', [300, 200], [420, 260]),
      };
      await close();
    } finally {
      await Promise.all([browser.close(), serving.stop()]);
    }
  },
};

/** Notes in the page how long each look of the worker takes. */
const WATCH = `
  window.looks = [];
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (message, ...rest) {
    const start = performance.now();
    this.addEventListener('message', () => window.looks.push(performance.now() - start), { once: true });
    return postMessage.call(this, message, ...rest);
  };`;

/** The median of the looks of a drag, in seconds. */
async function medianLook(
  page: Page,
  selector: string,
  from: readonly [number, number],
  to: readonly [number, number],
): Promise<number> {
  await page.evaluate('window.looks = []');
  await drag(page, selector, from, to);
  await page.locator('#main[aria-busy="false"]').waitFor();
  const looks = (await page.evaluate('window.looks')) as number[];
  return (looks.toSorted((a, b) => a - b)[Math.floor(looks.length / 2)] ?? Number.NaN) / 1000;
}

/** The memory of the process of the largest page in MB, on Linux. */
async function memoryOf(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const memory = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1]) / 1000);
  return Math.max(...memory);
}
