import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Value } from '../../../lib/engines/answer.ts';
import { type Lake, openLake } from '../../../lib/engines/duckdb/open-lake.ts';
import { healpixNested } from '../../../lib/sky/healpix.ts';
import { IMAGE_TYPES } from '../../../lib/sky/image-types.ts';
import { rowsOf } from '../../helpers/ask.ts';
import { bearing, cornersOf, distance } from '../../helpers/regions.ts';
import { runMain } from '../../helpers/run-main.ts';

// What a validator of ObsCore checks (IVOA, ObsCore 1.1; DALI 1.1; Identifiers 2.0), for the views over real files.

const CORPORA = ['fits_data', '../shared/fits'].filter((folder) => existsSync(folder));

type Row = Readonly<Record<string, Value>>;

const PRODUCT_TYPES = 'image cube spectrum sed timeseries visibility event measurements'.split(' ');
const IVOID =
  /^ivo:\/\/[A-Za-z0-9][\w.~-]{2,}\/[\w.~-]+\?(?:[A-Za-z0-9_.~/-]|%(?:[013-9A-F][0-9A-F]|2[0-9A-CF]))+(?:#\d+)?$/;
const NAMED = ['obs_collection', 'obs_id', 'obs_publisher_did', 'access_url', 'access_format', 'source_url'];
const POSITIVE = ['s_fov', 's_resolution', 's_pixel_scale', 't_resolution', 'em_min', 'em_res_power'];
/** Days. The sum of rounding to it in both columns is less than twice as much. */
const MICROSECOND = 2e-11;
const LENGTHS = ['s_xel1', 's_xel2', 't_xel', 'em_xel', 'pol_xel'];
const ORDERED = [
  ['t_min', 't_max'],
  ['obs_start', 'obs_end'],
  ['em_min', 'em_max'],
] as const;

const number = (row: Row, name: string): number => {
  expect(row[name], name).toBeTypeOf('number');
  return row[name] as number;
};

const isKnown = (row: Row, name: string): boolean => row[name] !== null;

function expectIdentified(row: Row): void {
  for (const name of NAMED) expect(String(row[name] ?? '').trim(), name).not.toBe('');
  expect(row['obs_publisher_did']).toMatch(IVOID);
  expect([1, 2, 3]).toContain(row['calib_level']);
  expect([...PRODUCT_TYPES, null]).toContain(row['dataproduct_type']);
  expect([...IMAGE_TYPES, null]).toContain(row['image_type']);
  const url = String(row['access_url']);
  expect(new URL(url).href).toBe(url);
  expect(existsSync(fileURLToPath(url)), url).toBe(true);
  if (isKnown(row, 'pol_states'))
    expect(row['pol_states']).toMatch(/^(?:\/(?:I|Q|U|V|RR|LL|RL|LR|XX|YY|XY|YX))+\/$/);
}

function expectOrdered(row: Row): void {
  for (const [low, high] of ORDERED)
    if (isKnown(row, low) && isKnown(row, high)) expect(row[low]! <= row[high]!, `${low} ${high}`).toBe(true);
  for (const name of POSITIVE) if (isKnown(row, name)) expect(number(row, name), name).toBeGreaterThan(0);
  for (const name of LENGTHS) if (isKnown(row, name)) expect(Number(row[name]), name).toBeGreaterThan(0);
  if (isKnown(row, 't_exptime')) expect(number(row, 't_exptime')).toBeGreaterThanOrEqual(0);
  expect(isKnown(row, 'obs_start')).toBe(isKnown(row, 't_min'));
  expect(isKnown(row, 'night') && !isKnown(row, 't_min')).toBe(false);
  if (isKnown(row, 't_min'))
    expect(Math.abs(number(row, 'start_mjd') - number(row, 't_min'))).toBeLessThan(MICROSECOND);
}

function expectPlaced(row: Row): void {
  expect(isKnown(row, 's_ra')).toBe(isKnown(row, 's_dec'));
  expect(isKnown(row, 'hpx6')).toBe(isKnown(row, 's_ra'));
  if (!isKnown(row, 's_ra')) {
    expect(row['s_region']).toBeNull();
    return;
  }
  const centre = { ra: number(row, 's_ra'), dec: number(row, 's_dec') };
  expect(centre.ra >= 0 && centre.ra < 360 && Math.abs(centre.dec) <= 90, `${centre.ra} ${centre.dec}`).toBe(
    true,
  );
  expect(Number(row['hpx6'])).toBe(healpixNested(6, centre));
  if (isKnown(row, 's_region')) expectAround(String(row['s_region']), centre, number(row, 's_fov'));
}

/** The corners go around the centre once, from north through east, within the circle of the field of view. */
function expectAround(
  region: string,
  centre: { readonly ra: number; readonly dec: number },
  fov: number,
): void {
  expect(region).toMatch(/^POLYGON ICRS(?: \d+\.\d{7,} -?\d+\.\d{7,}){3,}$/);
  const corners = cornersOf(region);
  for (const { ra, dec } of corners) expect(ra < 360 && Math.abs(dec) <= 90).toBe(true);
  const bearings = corners.map((corner) => bearing(centre, corner));
  const turns = bearings.map((from, i) => {
    const turn = bearings[(i + 1) % bearings.length]! - from;
    return turn - 360 * Math.round(turn / 360);
  });
  expect(Math.round(turns.reduce((sum, turn) => sum + turn, 0))).toBe(360);
  for (const corner of corners) expect(distance(centre, corner)).toBeLessThan(Math.min(fov + 1e-6, 180));
}

describe.each(CORPORA)('the observations of %s', (folder) => {
  let home: string;
  let lake: Lake;
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'fits-datalake-valid-'));
    const path = join(home, 'lake');
    const { stderr, status } = await runMain(['ingest', '--lake', path, folder]);
    expect(status, stderr).toBe(3);
    lake = await openLake(path);
  });
  afterAll(() => {
    lake?.close();
    rmSync(home, { recursive: true });
  });

  it.each(['obscore', 'obscore_hdus'])('are valid ObsCore in %s', async (view) => {
    const sql = `SELECT *, epoch(obs_start) / 86400 + 40587 AS start_mjd FROM ${view}`;
    const { columns, pieces } = await lake.ask(sql);
    const rows: Row[] = [];
    for await (const piece of pieces)
      rows.push(...piece.map((row) => Object.fromEntries(row.map((value, i) => [columns[i]!.name, value]))));
    expect(rows.length).toBeGreaterThan(15);
    for (const row of rows) {
      expectIdentified(row);
      expectOrdered(row);
      expectPlaced(row);
    }
    expect(new Set(rows.map((row) => row['obs_publisher_did'])).size).toBe(rows.length);
  });
  it('have an identifier for each HDU, which is that of the file with its number', async () => {
    const sql = `SELECT count(*) FROM obscore_hdus h JOIN obscore o USING (source_bucket, source_key)
      WHERE h.obs_publisher_did <> o.obs_publisher_did || '#' || h.hdu OR h.s_ra IS NULL`;
    expect(await rowsOf(lake, sql)).toEqual([[0n]]);
  });
});
