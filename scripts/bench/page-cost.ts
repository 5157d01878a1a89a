import { existsSync, readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { startChromium } from '../../test/browser/chromium.ts';

// How soon the page shows something, and how much memory that takes in Chromium.

/** Where Chromium is. */
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** What the page costs. */
export interface PageCost {
  /** Seconds. */
  readonly wall: number;
  /** MB of the processes that show it. */
  readonly memory: number;
}

/**
 * Starts Chromium.
 *
 * @throws an error that names it, if there is none: a measurement installs nothing
 */
export async function browserForBench(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) throw new Error(`there is no ${CHROMIUM} (set CHROMIUM)`);
  return startChromium();
}

/** What comes before the first picture. */
export interface FirstPicture {
  /** Seconds until the sky shows where the rows are. */
  readonly wall: number;
  /** Requests until then. */
  readonly requests: number;
  /** Requests that waited for each other: the longest chain of them. */
  readonly steps: number;
  /** Of the responses, without their headers. */
  readonly bytes: number;
}

/** Opens the page in a new tab that has never seen it. */
export async function firstPicture(browser: Browser, url: string): Promise<FirstPicture> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const opened = performance.now();
    await page.goto(url, { waitUntil: 'commit' });
    // the key of the map appears with the first counts
    await page.locator('#key:not([hidden])').waitFor();
    const wall = (performance.now() - opened) / 1000;
    return { wall, ...(await answered(page)) };
  } finally {
    await context.close();
  }
}

/** A request as the page saw it: milliseconds since it began to load. */
interface Entry {
  readonly name: string;
  readonly startTime: number;
  readonly responseEnd: number;
  readonly encodedBodySize: number;
}

const ENTRIES = `['navigation', 'resource'].flatMap((type) => performance.getEntriesByType(type)).map(
  ({ name, startTime, responseEnd, encodedBodySize }) => ({ name, startTime, responseEnd, encodedBodySize }))`;

/** The requests that have been answered before the picture. */
async function answered(page: Page): Promise<Omit<FirstPicture, 'wall'>> {
  const entries = await page.evaluate<Entry[]>(ENTRIES);
  const end =
    entries.find(({ name }) => name.endsWith('/data/cells'))?.responseEnd ?? Number.POSITIVE_INFINITY;
  const before = entries.filter(({ responseEnd }) => responseEnd <= end);
  let [steps, last] = [0, Number.NEGATIVE_INFINITY];
  for (const { startTime, responseEnd } of before.toSorted((a, b) => a.responseEnd - b.responseEnd)) {
    if (startTime < last) continue;
    steps++;
    last = responseEnd;
  }
  return {
    requests: before.length,
    steps,
    bytes: before.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
  };
}

/**
 * Opens the page, which shows the files, and then lets it show the HDUs.
 *
 * @param hdus how many there are, as the page writes it
 */
export async function pageCosts(
  browser: Browser,
  url: string,
  hdus: string,
): Promise<{ readonly files: PageCost; readonly hdus: PageCost }> {
  const page = await browser.newPage();
  try {
    const session = await browser.newBrowserCDPSession();
    const costSince = async (start: number): Promise<PageCost> => {
      const wall = (performance.now() - start) / 1000;
      const { processInfo } = await session.send('SystemInfo.getProcessInfo');
      const renderers = processInfo.filter(({ type }) => type === 'renderer');
      return { wall, memory: renderers.reduce((sum, { id }) => sum + memoryOf(id), 0) };
    };
    const opened = performance.now();
    await page.goto(url);
    await page.locator('#main[aria-busy="false"]').waitFor();
    const files = await costSince(opened);
    const chosen = performance.now();
    await page.locator('#rows-of select').selectOption('obscore_hdus');
    await page.locator('#total', { hasText: hdus }).waitFor();
    await page.locator('#main[aria-busy="false"]').waitFor();
    return { files, hdus: await costSince(chosen) };
  } finally {
    await page.close();
  }
}

/** The memory of a process in MB, on Linux. */
export const memoryOf = (pid: number | undefined): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1000;
