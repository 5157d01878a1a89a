import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { centredView, pixelOf } from '../../lib/serve/page/sky/centred-view.ts';
import { fromFragment } from '../../lib/serve/page/state/address.ts';
import { toVector } from '../../lib/sky/sphere.ts';
import { runCli } from '../helpers/run-cli.ts';
import { openPage } from './opened-page.ts';
import { serveLake } from './serving.ts';
import { setUp } from './setup.ts';

// Images of the sky: surveys that reproject made (hips/make.py), from another server.

const { browser, lake } = setUp((setup) => {
  runCli(['ingest', 'fits_data', '--lake', setup.lake]);
});

const STARS = [
  { ra: 83.2, dec: -4.1, channel: 0 },
  { ra: 80.9, dec: -6.3, channel: 1 },
  { ra: 84.6, dec: -7.2, channel: 2 },
];

let server: Server;
const asked: string[] = [];
beforeAll(async () => {
  server = createServer(({ url = '' }, response) => {
    asked.push(url);
    try {
      const bytes = readFileSync(resolve('test/browser/hips', `.${new URL(url, 'http://h').pathname}`));
      response.writeHead(200, { 'access-control-allow-origin': '*' }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterAll(() => {
  server.close();
});

describe.each(['equatorial', 'galactic'])('a survey in the %s frame', (survey) => {
  it.each(['', '&part=TAN', '&frame=galactic'])('draws stars where they are %s', async (more) => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${survey}`;
    const serving = await serveLake(lake, '--hips', url);
    const at = more.includes('galactic') ? '208.8+-19.5' : '83+-5.5';
    const place = `at=${at}&zoom=20&images=on${more}`;
    const before = asked.length;
    const { page, close } = await openPage(browser(), serving, place);
    try {
      await page.locator('#images[data-url]:not([data-loading])').waitFor({ state: 'attached' });
      await page.waitForFunction(() => document.getElementById('images-note')?.textContent !== '');
      const { width, height } = await page.evaluate(() => {
        const canvas = document.getElementById('images') as HTMLCanvasElement;
        return { width: canvas.width, height: canvas.height };
      });
      const on = centredView(fromFragment(place).view, width, height);
      for (const { ra, dec, channel } of STARS) {
        const [x = 0, y = 0] = (pixelOf(on, toVector({ ra, dec })) ?? []).map(Math.floor);
        const colour = await page.evaluate(
          ([left = 0, top = 0]) => {
            const canvas = document.getElementById('images') as HTMLCanvasElement;
            return [...(canvas.getContext('2d')?.getImageData(left, top, 1, 1).data ?? [])];
          },
          [x, y],
        );
        expect(colour[channel]).toBeGreaterThan(180);
        expect(colour[(channel + 1) % 3]).toBeLessThan(80);
      }
      const count = asked.length;
      expect(count).toBeGreaterThan(before);
      await page.click('button:text-is("Images")');
      await page.waitForFunction(() => !location.hash.includes('images'));
      expect(asked.length).toBe(count);
    } finally {
      await close();
      await serving.stop();
    }
  });
});
