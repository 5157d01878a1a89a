import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { png } from './png.ts';

/** A host of surveys: those in `hips/`, and made ones. */
export interface SurveyHost {
  readonly url: string;
  /** What it was asked, in this order. */
  readonly asked: { readonly path: string; readonly headers: IncomingHttpHeaders }[];
  close(): void;
}

/**
 * Starts a host. Below `/allsky-FRAME` it has a survey with the small picture of the whole sky only, in which each quarter of
 * a tile has a colour of its own.
 */
export async function surveyHost(): Promise<SurveyHost> {
  const asked: SurveyHost['asked'] = [];
  const server = createServer(({ url = '', headers }, response) => {
    const path = new URL(url, 'http://host').pathname;
    asked.push({ path, headers });
    const bytes = bytesAt(path);
    if (bytes === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'access-control-allow-origin': '*' }).end(bytes);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => server.close(),
  };
}

function bytesAt(path: string): Buffer | undefined {
  const [, frame, file] = /^\/allsky-(\w+)\/(.*)$/.exec(path) ?? [];
  if (file === 'properties')
    return Buffer.from(
      `# made\nobs_title = cells, ${frame}\nhips_order = 3\nhips_tile_format = png\nhips_frame = ${frame}\n`,
    );
  if (file === 'Norder3/Allsky.png') return allsky();
  if (frame !== undefined) return undefined;
  try {
    return readFileSync(resolve('test/browser/hips', `.${path}`));
  } catch {
    return undefined;
  }
}

/** Tiles of order 3 in rows of 27 (IVOA HiPS 1.0, section 4.3.2), here of 4 pixels a side. */
const [ACROSS, SIDE, TILES] = [27, 4, 768];

/**
 * The small picture of the whole sky. In a tile, x of HEALPix goes down and y to the right, as in the surveys that reproject
 * made.
 */
const allsky = (): Buffer =>
  png(ACROSS * SIDE, Math.ceil(TILES / ACROSS) * SIDE, (x, y) => {
    const tile = Math.floor(y / SIDE) * ACROSS + Math.floor(x / SIDE);
    const quarter = Math.floor((2 * (y % SIDE)) / SIDE) + 2 * Math.floor((2 * (x % SIDE)) / SIDE);
    const pixel = 4 * tile + quarter;
    return [pixel & 255, 16 * (pixel >> 8), 128];
  });

/** The HEALPix pixel of order 4 that has a colour of the small picture. */
export const pixelOfColour = ([red = 0, green = 0]: readonly number[]): number => 256 * (green / 16) + red;
