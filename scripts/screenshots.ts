// npm run screenshots: the pictures of the page in docs/images, from the samples and from a larger made lake
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChromium } from '../test/browser/chromium.ts';
import { type OpenedPage, openPage } from '../test/browser/opened-page.ts';
import { serveLake } from '../test/browser/serving.ts';
import { runCli } from '../test/helpers/run-cli.ts';
import { makeArchiveLake } from './screenshots/lake.ts';

const IMAGES = 'docs/images';
const FILES = 60_000;
/** Smaller than a window, so that the text can be read in a README. */
const SIZE = { width: 1180, height: 860 };

const folder = mkdtempSync(join(tmpdir(), 'fits-datalake-screenshots-'));
// caches of these lakes are of no use afterwards
process.env['FITS_CACHE'] = join(folder, 'caches');
mkdirSync(IMAGES, { recursive: true });
const browser = await startChromium();
try {
  const made = join(folder, 'made');
  await makeArchiveLake(made, FILES);
  await takeAll(made, [
    { name: 'page-sky', place: 'time=54000+60000&f.image_type=%3Dobject&sky=84+10+22' },
    { name: 'page-footprints', place: 'at=10.685+41.269&zoom=26', colours: 'light' },
  ]);
  const samples = join(folder, 'samples');
  runCli(['ingest', 'fits_data', '--lake', samples]);
  await takeAll(samples, [
    {
      name: 'page-header',
      place: `file=${encodeURIComponent(join(process.cwd(), 'fits_data/meridian/20240912/m31-r.fits'))}`,
    },
  ]);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}

interface Shot {
  readonly name: string;
  readonly place: string;
  readonly colours?: 'dark' | 'light';
}

/** Takes pictures of the page over a lake. */
async function takeAll(lake: string, shots: readonly Shot[]): Promise<void> {
  const serving = await serveLake(lake);
  try {
    for (const { name, place, colours = 'dark' } of shots) {
      const opened: OpenedPage = await openPage(browser, serving, place, SIZE, colours);
      if (place.startsWith('file=')) await opened.page.locator('canvas.picture').waitFor();
      writeFileSync(join(IMAGES, `${name}.webp`), await asWebp(await opened.page.screenshot()));
      await opened.close();
    }
  } finally {
    await serving.stop();
  }
}

/** A picture as WebP, which is a third of the size: the browser converts it, on an empty page. */
async function asWebp(png: Buffer): Promise<Buffer> {
  const page = await browser.newPage();
  const url = await page.evaluate(`(async () => {
    const image = await createImageBitmap(await (await fetch('data:image/png;base64,${png.toString('base64')}')).blob());
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width, image.height];
    canvas.getContext('2d').drawImage(image, 0, 0);
    return canvas.toDataURL('image/webp', 0.9);
  })()`);
  await page.close();
  return Buffer.from(String(url).replace(/^.*,/, ''), 'base64');
}
