import { describe, expect, it } from 'vitest';
import { runCli } from '../helpers/run-cli.ts';
import { setUp } from './setup.ts';

const { onPage } = setUp(({ lake }) => {
  runCli(['ingest', 'fits_data', '--lake', lake]);
});

describe('the rows', () => {
  it('are opened by a click anywhere', () =>
    onPage('', async ({ page }) => {
      const path = await page.getAttribute('#rows-table tbody tr >> nth=2 >> button.open', 'title');
      await page.click('#rows-table tbody tr >> nth=2 >> td >> nth=0');
      await page.locator('#viewer[open] .hdu').first().waitFor();
      await page.waitForFunction(
        (wanted) => new URLSearchParams(location.hash.slice(1)).get('file') === wanted,
        path,
      );
      await page.goBack();
      await page.locator('#viewer[open]').waitFor({ state: 'detached' });
    }));
  it('have the columns that are chosen, and always a path', () =>
    onPage('', async ({ page, rested }) => {
      const names = () => page.locator('#rows-table th').allTextContents();
      await page.click('#columns summary');
      expect(await page.isDisabled('#columns-list input[value=path]')).toBe(true);
      await page.uncheck('#columns-list input[value=filter]');
      await page.check('#columns-list input[value=s_fov]');
      await rested();
      expect(await names()).toContain('s_fov');
      expect(await names()).not.toContain('filter');
      expect(await page.inputValue('#sql')).toContain('s_fov');
    }));
  it('keep the focus of the keyboard when they are sorted', () =>
    onPage('', async ({ page, rested }) => {
      const header = '#rows-table th button:has-text("target_name")';
      await page.focus(header);
      for (const order of ['ascending', 'descending']) {
        await page.keyboard.press('Enter');
        await rested();
        await page.locator(`#rows-table th[aria-sort=${order}] button:focus`).waitFor();
      }
    }));
  it('are sorted by any column', () =>
    onPage('', async ({ page, rested }) => {
      await page.click('#rows-table th button:has-text("t_exptime")');
      await rested();
      const at = (await page.locator('#rows-table th').allTextContents()).findIndex((name) =>
        name.startsWith('t_exptime'),
      );
      const values = (await page.locator(`#rows-table tbody td:nth-child(${at + 1})`).allTextContents())
        .filter(Boolean)
        .map(Number);
      expect(values).toEqual(values.toSorted((a, b) => b - a));
      expect(values.length).toBeGreaterThan(5);
    }));
});
