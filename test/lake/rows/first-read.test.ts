import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { extractor } from '../../../lib/lake/rows/extract.ts';
import { memoryStore } from '../../../lib/stores/memory.ts';
import { primary } from '../../helpers/fits.ts';
import { put } from '../../helpers/store.ts';

const FILE = { bucket: 'archive', key: 'm31/a.fits' };
const WHOLE = 128 * 1024;
const extract = extractor({ wholeUpTo: WHOLE, now: () => new Date('2026-11-25T01:02:03Z') });

/** A file whose header has so many cards, besides those that every header has. */
const fileOf = (cards: number): Uint8Array =>
  primary(
    [],
    Array.from({ length: cards }, (_, i) => `K${i}`.padEnd(8).concat(`= ${i}`)),
  );

async function read(bytes: Uint8Array, listed: number | undefined) {
  const store = memoryStore();
  await put(store, FILE.key, bytes);
  const { requests, bytesRead, cards, faults, body } = await extract(store, FILE, undefined, listed);
  const rows = gunzipSync(body).toString().split('\n');
  return {
    requests,
    bytesRead,
    cards,
    faults,
    rows: rows.filter((row) => !/,(?:etag|bytes_read|requests|last_modified),/.test(row)),
  };
}

describe('a file that was listed as small', () => {
  const small = fileOf(1000);
  const large = fileOf(3000);

  it('is read in one request', async () => {
    const { requests, bytesRead, faults } = await read(small, small.length);
    expect({ requests, bytesRead, faults }).toEqual({ requests: 1, bytesRead: small.length, faults: [] });
  });

  it('has the rows that it has without a listing', async () => {
    const unlisted = await read(small, undefined);
    expect(unlisted.requests).toBe(2);
    expect((await read(small, small.length)).rows).toEqual(unlisted.rows);
  });

  it.each([
    ['grew', large, 1000],
    ['shrank', small, 100_000],
    ['shrank from a larger one', small, 10 * WHOLE],
  ])('is read completely if it %s since then', async (_, bytes, listed) => {
    const { cards, faults, rows } = await read(bytes, listed);
    expect(faults).toEqual([]);
    expect(cards).toBeGreaterThan(bytes === large ? 3000 : 1000);
    expect(rows).toEqual((await read(bytes, undefined)).rows);
  });
});
