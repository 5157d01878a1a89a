import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Serving } from './serving.ts';

/** A page in the browser, and what it did. */
export interface OpenedPage {
  readonly page: Page;
  /** The paths of its requests to the server. */
  readonly requests: string[];
  /** Waits until nothing is counted or fetched any more. */
  rested(): Promise<void>;
  /** The number of rows that it says are selected. */
  total(): Promise<number>;
  /** The SQL that it shows, as a count. */
  countSql(): Promise<string>;
  /** Fails if it asked any other server, or the browser complained about anything. */
  expectClean(except?: RegExp): void;
  close(): Promise<void>;
}

/** Opens the page at the address that the server prints, with a place after the token. */
export async function openPage(
  browser: Browser,
  { url, token }: Serving,
  place = '',
  size = { width: 1280, height: 960 },
  colours: 'dark' | 'light' = 'dark',
): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: size, colorScheme: colours });
  const page = await context.newPage();
  const [requests, elsewhere, complaints]: [string[], string[], string[]] = [[], [], []];
  context.on('request', (request) => {
    const { origin, pathname, protocol } = new URL(request.url());
    if (origin === url) requests.push(pathname);
    else if (protocol !== 'data:' && protocol !== 'blob:') elsewhere.push(request.url());
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`${url}/#t=${token}${place === '' ? '' : `&${place}`}`);
  const rested = async (): Promise<void> => {
    // a change that has just been made has marked the page as busy by the next frame
    await page.evaluate('new Promise(requestAnimationFrame)');
    await page.locator('#main[aria-busy="false"]').waitFor();
  };
  await rested();
  return {
    page,
    requests,
    rested,
    total: async () =>
      Number(/^[\d,]+/.exec((await page.textContent('#total')) ?? '')?.[0].replaceAll(',', '')),
    countSql: async () => {
      const sql = await page.inputValue('#sql');
      return sql.replace(/^SELECT .*$/m, 'SELECT count(*)').replace(/\nORDER BY[\s\S]*$/, '');
    },
    expectClean: (except) =>
      expect({
        elsewhere,
        complaints: complaints.filter((text) => except === undefined || !except.test(text)),
      }).toEqual({ elsewhere: [], complaints: [] }),
    close: () => context.close(),
  };
}

/** Drags the mouse from one place of an element to another, in steps. */
export async function drag(
  page: Page,
  selector: string,
  from: readonly [number, number],
  to: readonly [number, number],
  whileHeld: () => Promise<void> = async () => {},
): Promise<void> {
  const box = await page.locator(selector).boundingBox();
  if (box === null) throw new Error(`${selector} is not visible`);
  await page.mouse.move(box.x + from[0], box.y + from[1]);
  await page.mouse.down();
  for (let step = 1; step <= 12; step++) {
    const at = [0, 1].map((i) => (from[i] ?? 0) + (((to[i] ?? 0) - (from[i] ?? 0)) * step) / 12);
    await page.mouse.move(box.x + (at[0] ?? 0), box.y + (at[1] ?? 0));
  }
  await whileHeld();
  await page.mouse.up();
}
