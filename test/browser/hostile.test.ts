import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { data, header, sizeCards } from '../helpers/fits.ts';
import { runCli } from '../helpers/run-cli.ts';
import { openPage } from './opened-page.ts';
import { setUp } from './setup.ts';

// Headers and names of files that would like to be something else than text.

const HTML = `<img src=x onerror="document.title='broken'">`;
/** A name that would turn around what follows it, with markup and a line break. */
const NAME = '\u202egnp\u05d0\u2067<b>\n.fits';

const file = (cards: readonly string[]): Buffer =>
  Buffer.concat([
    header(['SIMPLE  =                    T', ...sizeCards(8, [8, 8]), "DATE-OBS= '2024-05-06'", ...cards]),
    data(64),
  ]);

/** A string of any length (FITS standard 4.0, section 4.2.1.2). */
const longString = (keyword: string, text: string): string[] =>
  (text.match(/.{1,67}/g) ?? []).map((part, at, all) => {
    const start = at === 0 ? `${keyword.padEnd(8)}= ` : 'CONTINUE  ';
    return `${start}'${part}${at === all.length - 1 ? '' : '&'}'`;
  });

/** A table with hostile names of columns. */
const table = Buffer.concat([
  file(["OBJECT  = 'table'", 'EXTEND  =                    T']),
  header([
    ...["XTENSION= 'BINTABLE'", ...sizeCards(8, [24, 2]), 'PCOUNT  = 0', 'GCOUNT  = 1', 'TFIELDS = 3'],
    `TTYPE1  = '${HTML.replaceAll("'", "''")}'`,
    "TFORM1  = 'D'",
    "TUNIT1  = '</figure>'",
    ...longString('TTYPE2', 'z'.repeat(70_000)),
    "TFORM2  = 'D'",
    "TTYPE3  = 'third'",
    "TFORM3  = 'D'",
  ]),
  data(48),
]);

const { folder, onPage, browser, serving } = setUp(({ folder: made, lake }) => {
  const files = join(made, 'files');
  mkdirSync(files);
  const [object, tiny] = [`OBJECT  = '${HTML.replaceAll("'", "''")}'`, "FILTER  = '</td></table>'"];
  writeFileSync(join(files, 'html.fits'), file([object, "INSTRUME= '<b>CAM</b>'", tiny]));
  const long = [...longString('OBJECT', 'x'.repeat(70_000)), ...longString('INSTRUME', 'long '.repeat(9000))];
  writeFileSync(join(files, 'long.fits'), file(long));
  const turned = Buffer.from('\u202egnp\u05d0').toString('latin1');
  writeFileSync(
    join(files, 'control.fits'),
    file([`OBJECT  = '${turned}'`, "FILTER  = 'A\x07\x1b[31m\x00B'"]),
  );
  writeFileSync(join(files, 'table.fits'), table);
  writeFileSync(join(files, NAME), file(["OBJECT  = 'named'"]));
  runCli(['ingest', files, '--lake', lake]);
});

/** Nothing became markup, and nothing is wider than the window. */
async function expectText(page: Page): Promise<void> {
  expect(await page.title()).toBe('fits-datalake');
  expect(await page.locator('img, b, script:not([src])').count()).toBe(0);
  const tooWide = await page.evaluate(() =>
    [document.documentElement, document.querySelector('dialog')]
      .filter((one) => one !== null && one.scrollWidth > Math.max(one.clientWidth, 1))
      .map((one) => `${one?.tagName} ${one?.scrollWidth} ${one?.clientWidth}`),
  );
  expect(tooWide).toEqual([]);
}

const sizes = [
  { width: 1280, height: 900 },
  { width: 400, height: 800 },
];

describe.each(sizes)('at $width pixels', (size) => {
  const onSized = async (place: string, work: (page: Page, rested: () => Promise<void>) => Promise<void>) => {
    const opened = await openPage(browser(), serving(), place, size);
    try {
      await work(opened.page, opened.rested);
      await expectText(opened.page);
      opened.expectClean();
    } finally {
      await opened.close();
    }
  };
  it('rows, facets and filters stay text', () =>
    onSized(`f.target_name=%3D${'x'.repeat(70_000)}`, async (page, rested) => {
      expect(await page.textContent('#total')).toMatch(/^1 of 5 files/);
      await expectText(page);
      await page.click('#chips .link');
      await rested();
      const text = await page.textContent('#rows-table');
      for (const part of [HTML, '<b>CAM</b>', '</td></table>']) expect(text).toContain(part);
      expect(await page.locator('#rows-table tbody tr').count()).toBe(5);
      expect(await page.textContent('[data-facet=target_name]')).toContain(HTML);
      await page.click(`[data-facet=target_name] button.value:has-text("<img")`);
      await rested();
      expect(await page.textContent('#chips')).toContain('<img');
      expect(await page.textContent('#total')).toMatch(/^1 of 5 files/);
    }));
  it('so do answers, their plots and named queries', () =>
    onSized('', async (page) => {
      await page.click('#tab-ask');
      await page.fill('#sql', 'SELECT target_name, count(*) AS n FROM obscore GROUP BY 1');
      await page.click('#ask');
      await page.locator('#answer table').waitFor();
      expect(await page.textContent('.bar-plot')).toContain(HTML);
    }));
  it('so do headers, and a file with any name', () =>
    onSized('', async (page) => {
      for (const name of ['html.fits', 'long.fits', 'control.fits', NAME]) {
        await page
          .locator('#rows-table button.open')
          .and(page.getByTitle(join(folder, 'files', name)))
          .click();
        await page.locator('.hdu').first().waitFor();
        await page.locator('canvas.picture').waitFor();
        await expectText(page);
        await page.click('#viewer-close');
      }
    }));
  it('so do the names of columns that are drawn', () =>
    onSized(`file=${encodeURIComponent(join(folder, 'files/table.fits'))}`, async (page) => {
      await page.click('[data-look="1"]');
      await page.locator('.look canvas.plot').waitFor();
      expect(await page.textContent('.look figcaption')).toContain(HTML);
      await page.selectOption('.look select >> nth=1', 'third');
      await page.locator('.look figcaption:has-text("third")').waitFor();
    }));
});

it('a download has a name of the page', () =>
  onPage('', async ({ page }) => {
    await page.click('#tab-ask');
    await page.fill('#sql', 'SELECT target_name AS "../../x<b>" FROM obscore');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.click('#sql-tools button:text-is("CSV")'),
    ]);
    expect(download.suggestedFilename()).toBe('answer.csv');
  }));
