import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { data, primary } from '../helpers/fits.ts';
import { runCli } from '../helpers/run-cli.ts';
import { setUp } from './setup.ts';

const EVIL = `<img src=x onerror="document.title='broken'">`;
const evil = (filter: string): Buffer =>
  Buffer.concat([
    primary(
      [8, 8],
      [
        `OBJECT  = '${EVIL.replaceAll("'", "''")}'`,
        "INSTRUME= '<b>CAM</b>'",
        "DATE-OBS= '2024-05-06T07:08:09'",
        `FILTER  = '${filter}'`,
        'COMMENT <script>document.title = "broken"</script>',
      ],
    ),
    data(64),
  ]);
const { folder, lake, onPage } = setUp(({ folder: made, lake: written }) => {
  const files = join(made, 'files');
  cpSync('fits_data', files, { recursive: true });
  writeFileSync(join(files, 'evil-r.fits'), evil('R'));
  writeFileSync(join(files, 'evil-b.fits'), evil('B'));
  runCli(['ingest', files, '--lake', written]);
});
const files = join(folder, 'files');
/** What a query for one number returns. */
const numberIn = (sql: string): number =>
  Number(runCli(['query', '--lake', lake, '--format', 'csv', sql]).stdout.split('\n')[1]);
const fileAt = (path: string): string => `file=${encodeURIComponent(join(files, path))}`;

describe('the header viewer', () => {
  it('has the cards of `header`', () =>
    onPage(fileAt('space/p2k4/p2k4a1b2q_flt.fits'), async ({ page }) => {
      await page.locator('.hdu').first().waitFor();
      const shown = await page
        .locator('.hdu')
        .evaluateAll((hdus) =>
          hdus.map((hdu) =>
            [...hdu.querySelectorAll('tr')].map((row) =>
              [...row.querySelectorAll('th, td')].map((cell) => cell.textContent),
            ),
          ),
        );
      const { stdout } = runCli(['header', '--format', 'json', join(files, 'space/p2k4/p2k4a1b2q_flt.fits')]);
      const [{ hdus } = { hdus: [] }] = JSON.parse(stdout) as {
        hdus: { cards: Record<string, string | null>[] }[];
      }[];
      expect(shown).toEqual(
        hdus.map(({ cards }) => cards.map((card) => [card['name'], card['value'] ?? '', card['comment']])),
      );
      expect(shown.length).toBe(7);
    }));
  it('searches keyword, value and comment', () =>
    onPage(fileAt('meridian/20240912/m31-r.fits'), async ({ page }) => {
      await page.locator('.hdu').first().waitFor();
      await page.fill('#card-search', 'm31');
      const rows = await page.locator('.hdu tr').allTextContents();
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.every((row) => row.toLowerCase().includes('m31'))).toBe(true);
    }));
  it('marks the cards that differ between two files', () =>
    onPage(fileAt('evil-r.fits'), async ({ page }) => {
      await page.locator('.hdu').first().waitFor();
      await page.fill('#compare', join(files, 'evil-b.fits'));
      await page.press('#compare', 'Enter');
      await page.locator('.cards.two').waitFor();
      const differing = await page.locator('tr.differs th').allTextContents();
      expect(differing).toEqual(['FILTER']);
      await page.check('#only-differences');
      expect(await page.locator('.cards.two tr').count()).toBe(1);
    }));
  it('shows faults, and what derived values come from', () =>
    onPage(fileAt('meridian/20241102/m33-r.fits'), async ({ page }) => {
      await page.locator('.faults').waitFor();
      expect(await page.textContent('.faults')).toContain('truncated-data');
      const derived = await page.locator('.derived tr').allTextContents();
      expect(derived.some((row) => row.startsWith('target_name'))).toBe(true);
    }));
  it('is one click away from the faults of the lake', () =>
    onPage('', async ({ page }) => {
      const faulty = numberIn('SELECT count(DISTINCT path) FROM faults');
      expect(faulty).toBeGreaterThan(1);
      await page.click(`#tab-problems:text-is("Problems (${faulty} faulty files)")`);
      await page.click('#problems button:has-text("files with faults")');
      await page.click('#answer button.open >> nth=0');
      await page.locator('.faults').waitFor();
    }));
  it('says why a file has no picture', () =>
    onPage(fileAt('survey/2024/field-0421-i.fits.fz'), async ({ page }) => {
      await page.locator('.look:has-text("No picture")').waitFor();
      expect(await page.textContent('.look')).toContain('compress');
    }));
  it('has a picture', () =>
    onPage(fileAt('meridian/20240912/m31-r.fits'), async ({ page }) => {
      await page.locator('canvas.picture').waitFor();
      expect(await page.textContent('.look figcaption')).toContain('kB read');
    }));
  it('leaves markup as text', () =>
    onPage(fileAt('evil-r.fits'), async ({ page }) => {
      await page.locator('.hdu').first().waitFor();
      expect(await page.textContent('.hdu')).toContain(EVIL);
      expect(await page.textContent('.hdu')).toContain('<script>');
      expect(await page.locator('img').count()).toBe(0);
      expect(await page.title()).toBe('fits-datalake');
      await page.click('#viewer-close');
      expect(await page.textContent('[data-facet=instrument_name]')).toContain('<b>CAM</b>');
      expect(await page.textContent('#rows-table')).toContain(EVIL);
    }));
});

describe('a lake that changes', () => {
  it('can be shown again as it is', () =>
    onPage('', async (opened) => {
      const before = await opened.total();
      writeFileSync(join(files, 'later.fits'), evil('V'));
      runCli(['ingest', files, '--lake', lake]);
      // as when somebody comes back to the window
      await opened.page.evaluate(() => dispatchEvent(new Event('focus')));
      await opened.page.click('#refresh');
      await opened.page.waitForFunction(
        (text) => document.querySelector('#total')?.textContent?.startsWith(text),
        `${before + 1} `,
      );
      expect(await opened.page.isVisible('#refresh')).toBe(false);
    }));
  it('has HDUs as rows, too', () =>
    onPage('rows=hdus', async (opened) => {
      expect(await opened.page.textContent('#total')).toContain('HDU');
      expect(await opened.total()).toBe(numberIn('SELECT count(*) AS n FROM obscore_hdus'));
      await opened.page.click('[data-facet=instrument_name] button.value >> nth=0');
      await opened.rested();
      expect(await opened.countSql()).toContain('FROM obscore_hdus');
      expect(await opened.page.locator('#rows-table th').allTextContents()).toContain('hdu');
    }));
});
