import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { centredView, directionOf, pixelOf } from '../../lib/serve/page/sky/centred-view.ts';
import { fromFragment } from '../../lib/serve/page/state/address.ts';
import { healpixNested } from '../../lib/sky/healpix.ts';
import { toPoint, toVector } from '../../lib/sky/sphere.ts';
import { runCli } from '../helpers/run-cli.ts';
import { type OpenedPage, openPage } from './opened-page.ts';
import { type Serving, serveLake } from './serving.ts';
import { setUp } from './setup.ts';
import { pixelOfColour, type SurveyHost, surveyHost } from './survey-host.ts';

// Images of the sky from another server: surveys that reproject made (hips/make.py), and made ones of one picture.

const { browser, lake, serving, onPage } = setUp((setup) => {
  runCli(['ingest', 'fits_data', '--lake', setup.lake]);
});
let [host, stranger]: SurveyHost[] = [];
beforeAll(async () => {
  [host, stranger] = await Promise.all([surveyHost(), surveyHost()]);
});
/** One for each survey. */
const servers = new Map<string, Promise<Serving>>();
afterAll(async () => {
  host?.close();
  stranger?.close();
  for (const served of servers.values()) await (await served).stop();
});

/** Works on the page of a server with this survey. */
async function onSurvey(
  survey: string,
  place: string,
  work: (opened: OpenedPage) => Promise<void>,
): Promise<void> {
  const served = servers.get(survey) ?? serveLake(lake, '--hips', `${host?.url}/${survey}`);
  servers.set(survey, served);
  const opened = await openPage(browser(), await served, place);
  try {
    await work(opened);
  } finally {
    await opened.close();
  }
}

/** Waits until all images have arrived. */
async function drawn(page: Page): Promise<void> {
  await page.locator('#images[data-url]:not([data-loading])').waitFor({ state: 'attached' });
  await page.waitForFunction(() => document.getElementById('images-note')?.textContent !== '');
}

/** The colours of pixels of the images. */
const coloursAt = (page: Page, pixels: readonly (readonly [number, number])[]): Promise<number[][]> =>
  page.evaluate((places) => {
    const canvas = document.getElementById('images') as HTMLCanvasElement;
    const context = canvas.getContext('2d');
    return places.map(([x, y]) => [...(context?.getImageData(x, y, 1, 1).data ?? [])]);
  }, pixels);

const sizeOf = (page: Page): Promise<[number, number]> =>
  page.evaluate(() => {
    const { width, height } = document.getElementById('images') as HTMLCanvasElement;
    return [width, height];
  });

const STARS = [
  { ra: 83.2, dec: -4.1, channel: 0 },
  { ra: 80.9, dec: -6.3, channel: 1 },
  { ra: 84.6, dec: -7.2, channel: 2 },
];

describe.each(['equatorial', 'galactic'])('a survey in the %s frame', (survey) => {
  it.each(['', '&part=TAN', '&frame=galactic'])('draws stars where they are %s', (more) => {
    const at = more.includes('galactic') ? '208.8+-19.5' : '83+-5.5';
    const place = `at=${at}&zoom=20&images=on${more}`;
    return onSurvey(survey, place, async ({ page }) => {
      await drawn(page);
      const on = centredView(fromFragment(place).view, ...(await sizeOf(page)));
      for (const { ra, dec, channel } of STARS) {
        const [x = 0, y = 0] = (pixelOf(on, toVector({ ra, dec })) ?? []).map(Math.floor);
        const [colour = []] = await coloursAt(page, [[x, y]]);
        expect(colour[channel]).toBeGreaterThan(180);
        expect(colour[(channel + 1) % 3]).toBeLessThan(80);
      }
    });
  });
});

/** Ecliptic longitude and latitude of J2000, in degrees, by the textbook's formula. */
function inEcliptic({ ra, dec }: { readonly ra: number; readonly dec: number }) {
  const degree = Math.PI / 180;
  const [a, d, tilt] = [ra * degree, dec * degree, 23.439_291_1 * degree];
  const sine = Math.sin(d) * Math.cos(tilt) - Math.cos(d) * Math.sin(tilt) * Math.sin(a);
  const longitude = Math.atan2(Math.sin(a) * Math.cos(tilt) + Math.tan(d) * Math.sin(tilt), Math.cos(a));
  return { ra: (longitude / degree + 360) % 360, dec: Math.asin(sine) / degree };
}

describe('the small picture of the whole sky', () => {
  it.each([
    ['equatorial', ''],
    ['ecliptic', ''],
    ['equatorial', 'whole=mollweide&frame=galactic'],
    ['ecliptic', 'whole=plate&at=90+20'],
  ])('in the %s frame is where its tiles are, %s', (frame, more) => {
    const place = `images=on&${more}`;
    return onSurvey(`allsky-${frame}`, place, async ({ page }) => {
      await drawn(page);
      expect(await page.textContent('#images-note')).toBe(`cells, ${frame}`);
      const [width, height] = await sizeOf(page);
      const on = centredView(fromFragment(place).view, width, height);
      const places = Array.from(
        { length: 600 },
        (_, at) => [(at * 131) % width, (at * 79) % height] as const,
      ).flatMap(([x, y]) => {
        const direction = directionOf(on, x + 0.5, y + 0.5);
        if (direction === undefined) return [];
        const point = toPoint(direction);
        const pixel = healpixNested(4, frame === 'ecliptic' ? inEcliptic(point) : point);
        return [{ place: [x, y] as const, pixel }];
      });
      const colours = await coloursAt(
        page,
        places.map((one) => one.place),
      );
      expect(colours.map(pixelOfColour)).toEqual(places.map(({ pixel }) => pixel));
      expect(places.length).toBeGreaterThan(300);
    });
  });
  it('or says that there is none', () =>
    onSurvey('equatorial', 'images=on', async ({ page }) => {
      await page.locator('#images-note:has-text("zoom in")').waitFor();
    }));
});

describe('images', () => {
  it('are in the address, through a reload and back, and off by default', () =>
    onSurvey('allsky-equatorial', '', async ({ page, rested }) => {
      const before = host?.asked.length;
      expect(await page.isVisible('#images')).toBe(false);
      await page.click('button:text-is("Images")');
      await drawn(page);
      await page.waitForFunction(() => location.hash.includes('images=on'));
      await page.reload();
      await drawn(page);
      expect(await page.getAttribute('button:text-is("Images")', 'aria-pressed')).toBe('true');
      const count = host?.asked.length ?? 0;
      expect(count).toBeGreaterThan(before ?? 0);
      await page.click('button:text-is("Images")');
      await page.waitForFunction(() => !location.hash.includes('images'));
      await rested();
      expect(host?.asked.length).toBe(count);
      expect(await page.isVisible('#images')).toBe(false);
    }));
  it('tell the other host nothing about the lake', () =>
    onSurvey('allsky-equatorial', 'images=on&f.filter=%3DR', async ({ page }) => {
      const before = host?.asked.length;
      await drawn(page);
      const headers = host?.asked.slice(before).map((one) => one.headers) ?? [];
      for (const { referer, cookie, authorization } of headers)
        expect([referer, cookie, authorization]).toEqual([undefined, undefined, undefined]);
    }));
  it('need --hips: an address alone asks nobody', () =>
    onPage('images=on', async ({ page }) => {
      await page.waitForTimeout(500);
      expect(await page.locator('button:text-is("Images")').count()).toBe(0);
      expect(await page.isVisible('#images')).toBe(false);
    }));
  it('that cannot be loaded say so', () =>
    onSurvey('nothing', 'images=on', async ({ page }) => {
      await page.locator('#images-note:has-text("properties could not be loaded")').waitFor();
    }));
});

describe('the content security policy', () => {
  /** What becomes of requests for these addresses. */
  const outcomes = (page: Page, urls: readonly string[]): Promise<string[]> =>
    page.evaluate(
      (all) =>
        Promise.all(
          all.flatMap((url) => [
            new Promise<string>((resolve) => {
              const image = new Image();
              image.onload = () => resolve('image');
              image.onerror = () => resolve('no image');
              image.src = url;
            }),
            fetch(url).then(
              () => 'fetched',
              () => 'not fetched',
            ),
          ]),
        ),
      urls,
    );
  it('with --hips lets images of that survey in, its properties, and nothing else', () =>
    onSurvey('allsky-equatorial', '', async ({ page }) => {
      const found = await outcomes(page, [
        `${host?.url}/allsky-equatorial/Norder3/Allsky.png`,
        `${host?.url}/allsky-equatorial/properties`,
        `${host?.url}/allsky-ecliptic/Norder3/Allsky.png`,
        `${stranger?.url}/allsky-equatorial/Norder3/Allsky.png`,
      ]);
      expect(found).toEqual([
        ...['image', 'not fetched'],
        // it is not an image
        ...['no image', 'fetched'],
        ...['no image', 'not fetched'],
        ...['no image', 'not fetched'],
      ]);
      expect(stranger?.asked).toEqual([]);
    }));
  it('without it lets nothing in', async () => {
    const opened = await openPage(browser(), serving());
    const before = host?.asked.length;
    const found = await outcomes(opened.page, [`${host?.url}/allsky-equatorial/Norder3/Allsky.png`]);
    expect(found).toEqual(['no image', 'not fetched']);
    expect(host?.asked.length).toBe(before);
    await opened.close();
  });
});
