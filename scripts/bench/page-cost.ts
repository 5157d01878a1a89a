import { existsSync, readFileSync } from 'node:fs';
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
 * Opens the page, which shows the files, and then lets it show the HDUs.
 *
 * @param hdus how many there are, as the page writes it
 * @throws an error that names Chromium, if there is none
 */
export async function pageCosts(
  url: string,
  hdus: string,
): Promise<{ readonly files: PageCost; readonly hdus: PageCost }> {
  // a measurement installs nothing
  if (!existsSync(CHROMIUM)) throw new Error(`there is no ${CHROMIUM} (set CHROMIUM)`);
  const browser = await startChromium();
  try {
    const page = await browser.newPage();
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
    await browser.close();
  }
}

/** The memory of a process in MB, on Linux. */
export const memoryOf = (pid: number | undefined): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1000;
