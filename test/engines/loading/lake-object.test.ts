import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openLake } from '../../../lib/engines/duckdb/open-lake.ts';
import { LIMITS } from '../../../lib/fits/limits.ts';
import { extractor } from '../../../lib/lake/rows/extract.ts';
import { largestCsv } from '../../../lib/lake/rows/largest-csv.ts';
import { memoryStore } from '../../../lib/stores/memory.ts';
import { lakeOf, rowsOf } from '../../helpers/ask.ts';
import { EXAMPLE } from '../../helpers/example-lake.ts';
import { image, primary } from '../../helpers/fits.ts';
import { csvOf, lakeKeyOf } from '../../helpers/small-lake.ts';

const BOMB = { bucket: 'file:///a', key: 'bomb.fits', hdus: [[['OBJECT', 'M31']]] } as const;

/** Writes the lake object of a source file, with its last row repeated up to a number of bytes. */
function writeBomb(lake: string, bytes: number): void {
  const path = `${lake}/${lakeKeyOf(BOMB)}`;
  mkdirSync(dirname(path), { recursive: true });
  const csv = csvOf(BOMB);
  const row = csv.slice(csv.lastIndexOf('\n', csv.length - 2) + 1);
  const rows = row.repeat(Math.ceil(10e6 / row.length));
  // gzip allows any number of members, so one is enough to compress
  const member = gzipSync(rows);
  const members = Array.from({ length: Math.ceil(bytes / rows.length) }, () => member);
  writeFileSync(path, Buffer.concat([gzipSync(csv), ...members]));
}

const sizeOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(`${parentPath}/${name}`).size, 0);

describe('a lake object that expands to more than its source file can have', () => {
  it('is recorded as damaged, and all others are loaded', async () => {
    const lake = lakeOf(...EXAMPLE);
    vi.stubEnv('FITS_CACHE', `${lake}/user`);
    onTestFinished(() => void vi.unstubAllEnvs());
    const limit = largestCsv(BOMB);
    expect(limit).toBeLessThan(400_000_000);
    writeBomb(lake, limit + 10_000_000);
    expect(statSync(`${lake}/${lakeKeyOf(BOMB)}`).size).toBeLessThan(10_000_000);
    const before = sizeOf(lake);
    const opened = await openLake(lake);
    expect(opened.damaged).toEqual([
      {
        path: lakeKeyOf(BOMB),
        damage: expect.stringContaining(` ${Math.round(limit / 1e6)} MB`),
      },
    ]);
    expect(await rowsOf(opened, 'SELECT count(*) FROM files')).toEqual([[10n]]);
    opened.close();
    // none of its rows are left in the cache
    expect(sizeOf(lake) - before).toBeLessThan(10_000_000);
  });
});

describe('a large lake object', () => {
  it('is loaded separately, even with a row that is longer than most', async () => {
    const lake = lakeOf(...EXAMPLE);
    const path = `${lake}/${lakeKeyOf(BOMB)}`;
    mkdirSync(dirname(path), { recursive: true });
    const csv = csvOf(BOMB);
    const card = csv.split('\n').find((row) => row.includes('OBJECT'))!;
    const longest = card.replace('M31', 'x'.repeat(3_000_000));
    const long = card.replace('M31', 'x'.repeat(100_000));
    const many = Math.ceil(66e6 / long.length);
    const rows = `${csv}${longest}\n${`${long}\n`.repeat(many)}`;
    writeFileSync(path, gzipSync(rows, { level: constants.Z_BEST_SPEED }));
    const opened = await openLake(lake);
    expect(opened.damaged).toEqual([]);
    expect(
      await rowsOf(
        opened,
        `SELECT count(*), max(length(card_value)) FROM headers WHERE source_key = '${BOMB.key}'`,
      ),
    ).toEqual([[BigInt(many + 2), 3_000_000n]]);
    opened.close();
  });
});

describe('the size limit of a lake object', () => {
  const LITTLE = { ...LIMITS, headerBytes: 1024 * 1024, hdus: 5 };

  it.each([
    ['control characters', '\u0001'.repeat(72)],
    ['quotes', '"'.repeat(72)],
    ['Latin letters', 'é'.repeat(72)],
  ])('allows headers full of %s', async (_, text) => {
    const place = { bucket: 'bucket', key: `${'"'.repeat(200)}.fits` };
    const cards = Array.from({ length: 20_000 }, () => `COMMENT ${text}`);
    const file = Buffer.concat([primary([], cards.slice(0, 6000)), image([], cards.slice(0, 6500))]);
    const store = memoryStore();
    await store.write(place.key, file, { ifMatch: null });
    const { body, cards: found } = await extractor({ limits: LITTLE })(store, place);
    const csv = gunzipSync(body);
    expect(found).toBeGreaterThan(12_000);
    expect(csv.length).toBeLessThan(largestCsv(place, LITTLE));
    expect(csv.length).toBeGreaterThan(largestCsv(place, LITTLE) / 2);
  });

  it('grows with the length of the source key, up to the longest key possible', () => {
    const bytes = (key: string): number => largestCsv({ bucket: 'b', key });
    expect(bytes('a'.repeat(200)) - bytes('a')).toBeGreaterThan(160_000_000);
    expect(bytes('a'.repeat(1000))).toBe(600_000_000);
    expect(bytes('a'.repeat(1e7))).toBe(600_000_000);
  });
});
