import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { startChromium } from './chromium.ts';
import { type OpenedPage, openPage } from './opened-page.ts';
import { type Serving, serveLake } from './serving.ts';

/** A lake, its server and a browser, for the tests of a file. */
export interface Setup {
  /** For anything; it is removed at the end. */
  readonly folder: string;
  readonly lake: string;
  browser(): Browser;
  serving(): Serving;
  /** Opens the page for one test, and expects of it no request elsewhere, and no complaint but these. */
  onPage(place: string, work: (opened: OpenedPage) => Promise<void>, except?: RegExp): Promise<void>;
}

/** @param makeLake writes the lake */
export function setUp(makeLake: (setup: Pick<Setup, 'folder' | 'lake'>) => Promise<void> | void): Setup {
  const folder = mkdtempSync(join(tmpdir(), 'fits-datalake-page-'));
  const lake = join(folder, 'lake');
  let [browser, serving]: [Browser | undefined, Serving | undefined] = [undefined, undefined];
  beforeAll(async () => {
    await makeLake({ folder, lake });
    [browser, serving] = await Promise.all([startChromium(), serveLake(lake)]);
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), serving?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });
  const started = <T>(one: T | undefined): T => {
    if (one === undefined) throw new Error('it has not been started');
    return one;
  };
  return {
    ...{ folder, lake },
    browser: () => started(browser),
    serving: () => started(serving),
    onPage: async (place, work, except) => {
      const opened = await openPage(started(browser), started(serving), place);
      try {
        await work(opened);
        opened.expectClean(except);
      } finally {
        await opened.close();
      }
    },
  };
}
