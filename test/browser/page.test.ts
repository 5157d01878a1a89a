import { request } from 'node:http';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { runCli } from '../helpers/run-cli.ts';
import { setUp } from './setup.ts';

const { browser, serving, onPage } = setUp(({ lake }) => {
  runCli(['ingest', 'fits_data', '--lake', lake]);
});

describe('the server lets nobody else in', () => {
  /** The status of a request with these headers. */
  const statusOf = (path: string, headers: Record<string, string>, method = 'POST'): Promise<number> =>
    new Promise((resolve, reject) => {
      const sent = request(`${serving().url}${path}`, { method, headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      sent.on('error', reject);
      sent.end('{}');
    });
  const authorization = (): string => `Bearer ${serving().token}`;
  it('421 for another Host', async () => {
    expect(await statusOf('/data/state', { Host: 'evil.example', Authorization: authorization() })).toBe(421);
  });
  it('403 for another Origin', async () => {
    expect(
      await statusOf('/data/state', { Origin: 'http://evil.example', Authorization: authorization() }),
    ).toBe(403);
  });
  it('401 without the token, or with another', async () => {
    expect(await statusOf('/data/state', {})).toBe(401);
    expect(await statusOf('/data/state', { Authorization: 'Bearer another-one' })).toBe(401);
    expect(await statusOf('/data/state', { Authorization: authorization() })).toBe(200);
  });
  it('and the page says where its token is', async () => {
    const page = await browser().newPage();
    await page.goto(`${serving().url}/`);
    await page.locator('#failure').waitFor();
    expect(await page.textContent('#failure')).toContain('open the address that the server printed');
    await page.close();
  });
});

describe('the first picture', () => {
  it('needs the counts by cell only, which are asked for first', () =>
    onPage('', async (opened) => {
      const { page, requests } = opened;
      const data = (): string[] => requests.filter((path) => path.startsWith('/data/'));
      expect(data().slice(0, 2)).toEqual(['/data/cells', '/data/columns']);
      const total = await page.textContent('#total');
      let release = (): void => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      await page.route('**/data/columns', async (route) => {
        await held;
        await route.continue();
      });
      await page.reload();
      await page.locator('#key:not([hidden])').waitFor();
      expect(await page.textContent('#total')).toBe(total);
      expect(await page.getAttribute('#main', 'aria-busy')).toBe('true');
      release();
      await opened.rested();
      expect(await page.textContent('#total')).toBe(total);
    }));
  it('of a selection is that of the columns', () =>
    onPage('time=59000+61000', async ({ requests }) => {
      expect(requests).not.toContain('/data/cells');
    }));
});

describe('SQL', () => {
  it('is copied', () =>
    onPage('f.filter=%3DR', async ({ page }) => {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: serving().url });
      await page.click('#tab-ask');
      await page.click('#copy-sql');
      await page.locator('#copy-sql:has-text("Copied")').waitFor();
      const sql = await page.evaluate(() => navigator.clipboard.readText());
      expect(sql).toBe(await page.inputValue('#sql'));
      expect(sql).toContain("filter IN ('R')");
    }));
  it('says what is wrong', () =>
    onPage(
      '',
      async ({ page }) => {
        await page.click('#tab-ask');
        await page.fill('#sql', 'SELECT instrument_nam FROM obscore');
        await page.click('#ask');
        await page.locator('#answer .error').waitFor();
        expect(await page.textContent('#answer .error')).toContain('instrument_name');
      },
      // browsers complain about every refusal
      /400/,
    ));
  it('answers with a table and a plot', () =>
    onPage('', async ({ page }) => {
      await page.click('#tab-ask');
      await page.fill('#sql', 'SELECT instrument_name, count(*) AS files FROM obscore GROUP BY 1 ORDER BY 1');
      await page.click('#ask');
      await page.locator('#answer table').waitFor();
      expect(await page.locator('.bar-plot .value').count()).toBe(
        await page.locator('#answer tbody tr').count(),
      );
      await page.fill('#sql', 'SELECT s_ra, s_dec FROM obscore');
      await page.press('#sql', 'Control+Enter');
      await page.locator('#answer canvas.plot').waitFor();
    }));
  it('runs a named query with its parameters', () =>
    onPage('', async ({ page }) => {
      await page.click('#tab-ask');
      await page.selectOption('#queries select', 'cone');
      expect(await page.locator('#queries input').count()).toBeGreaterThan(2);
      await page.click('#ask');
      await page.locator('#answer table').waitFor();
      // an edited one keeps its parameters
      await page.fill('#sql', 'SELECT :radius AS radius_that_was_given');
      await page.click('#ask');
      await page.locator('#answer th:has-text("radius_that_was_given")').waitFor();
    }));
  it('downloads what it answers', () =>
    onPage('', async ({ page }) => {
      await page.click('#tab-ask');
      for (const [name, start] of [
        ['CSV', 't_min,'],
        ['VOTable', '<?xml'],
        ['Parquet', 'PAR1'],
      ] as const) {
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.click(`#sql-tools button:text-is("${name}")`),
        ]);
        const chunks: Buffer[] = [];
        for await (const chunk of await download.createReadStream()) chunks.push(Buffer.from(chunk));
        expect(Buffer.concat(chunks).toString('latin1').slice(0, start.length)).toBe(start);
      }
    }));
});

describe('the keyboard', () => {
  it('reaches the sky, time, facets, rows and the viewer', () =>
    onPage('', async (opened) => {
      const { page, rested } = opened;
      const all = await opened.total();
      await page.focus('#sky');
      for (const key of ['+', '+', '+', 'ArrowUp']) await page.keyboard.press(key);
      await rested();
      await page.waitForFunction(() => location.hash.includes('zoom='));
      await page.keyboard.press('0');
      await page.keyboard.press('Enter');
      await rested();
      expect(await opened.countSql()).toContain('s_dec BETWEEN');
      await page.keyboard.press('Escape');
      await rested();
      expect(await opened.total()).toBe(all);
      await page.keyboard.press('Enter');
      await page.focus('#chips button');
      await page.keyboard.press('Enter');
      await rested();
      expect(await opened.total()).toBe(all);
      await page.focus('[data-facet=filter] button.value');
      await page.keyboard.press('Space');
      await rested();
      expect(await opened.total()).toBeLessThan(all);
      await page.focus('#rows-table button.open');
      await page.keyboard.press('Enter');
      await page.locator('#viewer[open] .hdu').first().waitFor();
      await page.keyboard.press('Escape');
      await page.locator('#viewer[open]').waitFor({ state: 'detached' });
    }));
  it('reaches every control with Tab', () =>
    onPage('', async ({ page }) => {
      const reached = new Set<string>();
      for (let press = 0; press < 140; press++) {
        await page.keyboard.press('Tab');
        reached.add(
          await page.evaluate(
            () => document.activeElement?.id || document.activeElement?.closest('[id]')?.id || '',
          ),
        );
      }
      for (const id of [
        'position',
        'sky-tools',
        'sky',
        'time-fields',
        'time',
        'tab-rows',
        'rows-table',
        'facets',
      ])
        expect([...reached]).toContain(id);
    }));
});

describe('the sky', () => {
  /** What the page says about a place of the canvas, as parts of its size. */
  const at = async (page: Page, across: number, down: number): Promise<string> => {
    const box = await page.locator('#sky').boundingBox();
    if (box === null) throw new Error('there is no sky');
    await page.mouse.move(box.x + box.width * across, box.y + box.height * down);
    return (await page.textContent('#where')) ?? '';
  };
  it.each(['hammer', 'mollweide', 'plate'])('%s has RA 6h to the left of RA 0h', (whole) =>
    onPage(`whole=${whole}`, async ({ page }) => {
      expect(await at(page, 0.499, 0.499)).toMatch(/^00h0/);
      const left = Number((await at(page, 0.28, 0.5)).slice(0, 2));
      expect(left).toBeGreaterThanOrEqual(4);
      expect(left).toBeLessThanOrEqual(8);
      expect(await at(page, 0.5, 0.3)).toContain(' +');
    }),
  );
  it('stays where it is in another frame, if it is zoomed in', () =>
    onPage('at=10.6847+41.2690&zoom=2000', async ({ page, rested }) => {
      await page.selectOption('select[aria-label=Frame]', 'galactic');
      await rested();
      expect(await at(page, 0.5, 0.5)).toMatch(/l b 121\.17\d+° −21\.57/);
      await page.selectOption('select[aria-label=Frame]', 'equatorial');
      await rested();
      expect(await at(page, 0.5, 0.5)).toMatch(/^00h42m44/);
    }));
  it('has M 31 at l 121.17, b -21.57', () =>
    onPage('at=10.6847+41.2690&zoom=2000', async ({ page }) => {
      expect(await at(page, 0.5, 0.5)).toMatch(/l b 121\.17\d+° −21\.57/);
    }));
});
