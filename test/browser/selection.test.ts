import { geoDistance } from 'd3-geo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../../lib/engines/answer.ts';
import { type Lake, openLake } from '../../lib/engines/duckdb/open-lake.ts';
import { makeArchiveLake } from '../../scripts/screenshots/lake.ts';
import { drag, type OpenedPage } from './opened-page.ts';
import { setUp } from './setup.ts';

const FILES = 3000;
const { lake: folder, serving, onPage } = setUp(({ lake: made }) => makeArchiveLake(made, FILES));
let lake: Lake;
beforeAll(async () => {
  lake = await openLake(folder);
});
afterAll(() => lake?.close());

const ask = async (sql: string): Promise<(readonly unknown[])[]> => rowsOf(await lake.ask(sql));
const numberOf = async (sql: string): Promise<number> => Number((await ask(sql))[0]?.[0]);

const expectSameCount = async (opened: OpenedPage): Promise<number> => {
  await opened.rested();
  const total = await opened.total();
  expect(total).toBe(await numberOf(await opened.countSql()));
  expect(total).toBeGreaterThan(0);
  expect(total).toBeLessThan(FILES);
  return total;
};

describe('a selection counts what its SQL counts', () => {
  it('of a span of time that was dragged', () =>
    onPage('', async (opened) => {
      await drag(opened.page, '#time', [600, 40], [820, 40]);
      await expectSameCount(opened);
      expect(await opened.countSql()).toMatch(/t_min >= [\d.]+e0 AND t_min < [\d.]+e0/);
    }));
  it('of a circle that was dragged', () =>
    onPage('', async (opened) => {
      await opened.page.click('text=Select a circle');
      await drag(opened.page, '#sky', [300, 210], [380, 260]);
      await expectSameCount(opened);
    }));
  it('of a value of a facet', () =>
    onPage('', async (opened) => {
      await opened.page.click('[data-facet=filter] button.value >> nth=1');
      await expectSameCount(opened);
    }));
  it('of airmasses', () =>
    onPage('', async (opened) => {
      const handle = opened.page.locator('[data-histogram=airmass] input >> nth=1');
      for (let press = 0; press < 30; press++) await handle.press('ArrowLeft');
      await expectSameCount(opened);
      expect(await opened.countSql()).toContain('airmass >=');
    }));
  it('of no value', () =>
    onPage('', async (opened) => {
      await opened.page.click('[data-facet=filter] button.value:has-text("(none)")');
      await expectSameCount(opened);
      expect(await opened.countSql()).toContain('filter IS NULL');
    }));
  it('of all of them, and of exposure times', () =>
    onPage('', async (opened) => {
      await drag(opened.page, '#time', [500, 40], [850, 40]);
      await opened.page.keyboard.down('Shift');
      await drag(opened.page, '#sky', [450, 250], [450, 470]);
      await opened.page.keyboard.up('Shift');
      await opened.page.click('[data-facet=image_type] button.value >> nth=0');
      await expectSameCount(opened);
      const handle = opened.page.locator('[data-histogram=t_exptime] input >> nth=0');
      for (let press = 0; press < 22; press++) await handle.press('ArrowRight');
      await expectSameCount(opened);
      expect(await opened.countSql()).toContain('t_exptime >=');
    }));
  it('around a pole, and across RA 0', async () => {
    for (const sky of ['120 90 12', '200 -89 15', '359.9 10 20', '0.2 -40 9'])
      await onPage(`sky=${sky}`, async (opened) => void (await expectSameCount(opened)));
  });
});

describe('the facets', () => {
  it('ignore their own filter, and heed the others', () =>
    onPage('', async (opened) => {
      const { page } = opened;
      const countsOf = (facet: string) => page.locator(`[data-facet=${facet}] .count`).allTextContents();
      const [filters, types] = [await countsOf('filter'), await countsOf('image_type')];
      await page.click('[data-facet=image_type] button.value >> nth=0');
      await opened.rested();
      expect(await countsOf('image_type')).toEqual(types);
      expect(await countsOf('filter')).not.toEqual(filters);
    }));
  it('find a value of many', () =>
    onPage('', async (opened) => {
      const { page } = opened;
      await page.fill('[data-facet=target_name] input[type=search]', 'ngc');
      const names = await page.locator('[data-facet=target_name] .value .name').allTextContents();
      expect(names.length).toBeGreaterThan(3);
      expect(names.every((name) => name.startsWith('NGC'))).toBe(true);
    }));
});

describe('the SQL of a selection', () => {
  it('has all of its rows, and so does a download', () =>
    onPage('f.image_type=%3Dobject', async (opened) => {
      const { page } = opened;
      const total = await opened.total();
      expect(total).toBeGreaterThan(1000);
      await page.click('#tab-ask');
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.click('#sql-tools button:text-is("CSV")'),
      ]);
      const chunks: Buffer[] = [];
      for await (const chunk of await download.createReadStream()) chunks.push(Buffer.from(chunk));
      expect(Buffer.concat(chunks).toString().trimEnd().split('\n').length).toBe(total + 1);
    }));
});

describe('requests', () => {
  it('wait until a drag rests', () =>
    onPage('', async (opened) => {
      const before = opened.requests.length;
      await drag(opened.page, '#time', [400, 40], [800, 40], async () => {
        await opened.page.waitForTimeout(1000);
        expect(opened.requests.slice(before)).toEqual([]);
      });
      await opened.rested();
      expect(opened.requests.slice(before)).toEqual(['/data/rows']);
    }));
  it('of the columns are made once', () =>
    onPage('', async (opened) => {
      expect(opened.requests.filter((path) => path === '/data/columns')).toHaveLength(1);
    }));
});

describe('files without a position', () => {
  it('are counted, and one click away', () =>
    onPage('', async (opened) => {
      const without = await numberOf('SELECT count(*) FROM obscore WHERE s_ra IS NULL');
      expect(await opened.page.textContent('#total')).toContain(
        `${without.toLocaleString('en-US')} without a position`,
      );
      await opened.page.click('#tab-problems');
      await opened.page.click('#problems button:has-text("without a position")');
      await opened.rested();
      expect(await opened.total()).toBe(without);
      expect(await opened.page.isVisible('#rows-table')).toBe(true);
      await opened.page.click('#tab-problems');
      await opened.page.click('#problems button:has-text("without a time")');
      await opened.rested();
      expect(await opened.total()).toBe(await numberOf('SELECT count(*) FROM obscore WHERE t_min IS NULL'));
    }));
});

describe('zoomed in', () => {
  /** The positions of all files with a footprint, and whether each is on the canvas, as d3 draws it. */
  const inView = async (place: string, [width, height]: readonly [number, number]): Promise<number> => {
    const { fromFragment } = await import('../../lib/serve/page/state/address.ts');
    const { centredView } = await import('../../lib/serve/page/sky/centred-view.ts');
    const { projectionOf } = await import('../../lib/serve/page/sky/projection.ts');
    const { view } = fromFragment(place);
    const projection = projectionOf(centredView(view, width, height), view).clipExtent(null);
    const isOpen = /part=(TAN|SIN)/.test(place);
    const rows = await ask('SELECT s_ra, s_dec FROM obscore WHERE s_ra IS NOT NULL');
    return rows.filter(([ra, dec]) => {
      // d3 projects points of the other half of the sky, too
      if (isOpen && geoDistance([...view.centre], [Number(ra), Number(dec)]) > Math.PI / 2) return false;
      const [x, y] = projection([Number(ra), Number(dec)]) ?? [-1, -1];
      return x >= 0 && x <= width && y >= 0 && y <= height;
    }).length;
  };
  it.each([
    'at=60+30&zoom=6',
    'at=0+20&zoom=8',
    'at=359.99+-40&zoom=10',
    'at=0+90&zoom=7',
    'at=0+-88&zoom=5&part=TAN',
    'at=100+80&zoom=6&part=SIN',
    'at=270+0&zoom=6&part=ZEA',
  ])('%s draws the footprints of the rows in view', (place) =>
    onPage(place, async ({ page }) => {
      const box = await page
        .locator('#sky-box')
        .evaluate((one) => [one.clientWidth, one.clientHeight] as const);
      const drawn = Number(await page.getAttribute('#sky', 'data-footprints'));
      expect(drawn).toBe(await inView(place, box));
      expect(drawn).toBeGreaterThan(0);
    }),
  );
});

describe('the address', () => {
  it('holds the selection, through a reload and back', () =>
    onPage('', async (opened) => {
      const { page } = opened;
      expect(page.url()).not.toContain(serving().token);
      await page.click('[data-facet=image_type] button.value >> nth=0');
      await expectSameCount(opened);
      const first = await opened.total();
      await page.waitForFunction(() => location.hash.includes('image_type'));
      await drag(page, '#time', [500, 40], [850, 40]);
      const second = await expectSameCount(opened);
      await page.waitForFunction(() => location.hash.includes('time='));
      await page.reload();
      await opened.rested();
      expect(await opened.total()).toBe(second);
      await page.goBack();
      await opened.rested();
      expect(await opened.total()).toBe(first);
    }));
});

describe('a typed position', () => {
  it('selects around it, and a target around its observations', () =>
    onPage('', async (opened) => {
      const { page } = opened;
      const [[name, ra] = []] = await ask(
        'SELECT target_name, avg(s_ra) FROM obscore WHERE s_ra BETWEEN 50 AND 300 GROUP BY 1 HAVING count(*) > 20 AND max(s_ra) - min(s_ra) < 3 ORDER BY 1 LIMIT 1',
      );
      await page.fill('#position', String(name));
      await page.fill('#radius', '2');
      await page.press('#position', 'Enter');
      await page.waitForFunction(() => location.hash.includes('sky='));
      await expectSameCount(opened);
      const sky = new URLSearchParams(new URL(page.url()).hash.slice(1)).get('sky') ?? '';
      expect(Number(sky.split(' ')[0])).toBeCloseTo(Number(ra), 0);
      await page.fill('#position', '00:42:44 +41:16:09');
      await page.press('#position', 'Enter');
      await page.waitForFunction(() => location.hash.includes('sky=10.6833'));
    }));
});
