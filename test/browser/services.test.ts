import { describe, expect, it } from 'vitest';
import { runCli } from '../helpers/run-cli.ts';
import { openPage } from './opened-page.ts';
import { serveLake } from './serving.ts';
import { setUp } from './setup.ts';

const { browser, lake, onPage } = setUp((setup) => {
  runCli(['ingest', 'fits_data', '--lake', setup.lake]);
});

describe('other programs', () => {
  it('are told where the services are', async () => {
    const served = await serveLake(lake, '--vo');
    const opened = await openPage(browser(), served);
    try {
      const { page } = opened;
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: served.url });
      await page.click('#tab-ask');
      await page.click('#services summary');
      await page.click('button[aria-label="Copy TAP"]');
      await page.locator('button:has-text("Copied")').waitFor();
      const url = await page.evaluate(() => navigator.clipboard.readText());
      expect(url).toBe(`${served.url}/tap`);
      expect((await fetch(`${url}/availability`)).status).toBe(200);
      expect(await page.textContent('#services')).toContain(`TAPService('${url}')`);
      opened.expectClean();
    } finally {
      await opened.close();
      await served.stop();
    }
  });
  it('are not named without --vo', () =>
    onPage('', async ({ page }) => {
      expect(await page.locator('#services').count()).toBe(0);
    }));
});

it('a server that has stopped is missed', async () => {
  const served = await serveLake(lake);
  const opened = await openPage(browser(), served);
  await served.stop();
  await opened.page.click('[data-facet=image_type] button.value >> nth=0');
  await opened.page.locator('#rows-table .error:has-text("Is fits-datalake serve still running?")').waitFor();
  await opened.close();
});
