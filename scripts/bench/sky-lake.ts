import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openIngestCache } from '../../lib/engines/cache/ingest-cache.ts';
import { HEADER_LINE } from '../../lib/lake/columns.ts';
import { lakeKey } from '../../lib/lake/naming.ts';

// A lake with many HDUs on the sky. Its lake objects are written directly, and reach the cache as those of an ingest do.

const BUCKET = 'bench';

/** Degrees between two HDUs of a mosaic. */
const STEP = 0.1;

/** The numbers of files and of their HDUs. */
interface SkyLakeSize {
  readonly files: number;
  readonly hdus: number;
}

/** Writes a lake into a folder, and loads its cache. The positions are spread evenly over the sky. */
export async function makeSkyLake(lake: string, { files, hdus }: SkyLakeSize): Promise<void> {
  const cache = await openIngestCache(lake);
  for (let file = 0; file < files; file++) {
    const key = `n${file % 100}/f${file}.fits`;
    const path = lakeKey({ bucket: BUCKET, key });
    const csv = Buffer.from(csvOf(key, file, files, hdus));
    mkdirSync(dirname(join(lake, path)), { recursive: true });
    writeFileSync(join(lake, path), gzipSync(csv, { level: 1 }));
    await cache.add(path, csv);
  }
  await cache.close();
}

function csvOf(key: string, file: number, files: number, hdus: number): string {
  const rows: string[] = [];
  const row = (hdu: number | '', name: string, value: string, index: number | '', type: string): void => {
    rows.push(`${hdu},${BUCKET},${key},${name},${value},,${index},${type}\n`);
  };
  const center = positionOf(file, files);
  for (let hdu = 0; hdu < hdus; hdu++) {
    const { ra, dec } = inMosaic(center, hdu);
    row(hdu, 'type', hdu === 0 ? 'PRIMARY' : 'IMAGE', '', 'hdu');
    const cards = { CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CRVAL1: ra, CRVAL2: dec, EXPTIME: '120' };
    for (const [index, [name, value]] of Object.entries(cards).entries())
      row(hdu, name, String(value), index, typeof value === 'number' ? 'float' : 'string');
    for (const [name, value] of Object.entries({ s_ra: ra, s_dec: dec, hpx6: pixelOf(ra, dec), s_fov: 0.14 }))
      row(hdu, name, String(value), '', 'derived');
  }
  const values = {
    obs_id: key,
    obs_publisher_did: `ivo://unregistered/${BUCKET}?${key}`,
    calib_level: 1,
    s_ra: center.ra,
    s_dec: center.dec,
    hpx6: pixelOf(center.ra, center.dec),
    t_min: 55_000 + file / 100,
    instrument_name: 'BENCHCAM',
  };
  for (const [name, value] of Object.entries(values)) row('', name, String(value), '', 'derived');
  row('', 'size', '100000000', '', 'file');
  return HEADER_LINE + rows.join('');
}

/** Where a file of the lake is, in degrees. Files follow a spiral from pole to pole. */
export function positionOf(file: number, files: number): { ra: number; dec: number } {
  const sine = (2 * file + 1) / files - 1;
  return { ra: (file * 137.507_764) % 360, dec: (Math.asin(sine) * 180) / Math.PI };
}

function inMosaic({ ra, dec }: { ra: number; dec: number }, hdu: number): { ra: number; dec: number } {
  const [x, y] = [(hdu % 8) - 3.5, Math.floor(hdu / 8) - 3.5];
  const north = Math.max(-90, Math.min(90, dec + y * STEP));
  const east = (x * STEP) / Math.max(0.01, Math.cos((north * Math.PI) / 180));
  return { ra: (ra + east + 360) % 360, dec: north };
}

/** A pixel of the size of a HEALPix pixel of order 6, numbered from south to north. */
const pixelOf = (ra: number, dec: number): number =>
  Math.min(191, Math.floor(((dec + 90) / 180) * 192)) * 256 + Math.floor((ra / 360) * 256);
