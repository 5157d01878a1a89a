import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { EXTRACTOR_REVISION } from '../../../lib/lake/extraction.ts';
import { lakeKey } from '../../../lib/lake/naming.ts';
import { fromMetadata } from '../../../lib/lake/object.ts';
import { extractor } from '../../../lib/lake/rows/extract.ts';
import { sync } from '../../../lib/lake/sync/sync.ts';
import { memoryStore } from '../../../lib/stores/memory.ts';
import { Archived, type Store } from '../../../lib/stores/store.ts';
import { fitsFile } from '../../../scripts/bench/set.ts';
import { primary } from '../../helpers/fits.ts';
import { recorded } from '../../helpers/recorded-store.ts';
import { put } from '../../helpers/store.ts';

const FILE = { bucket: 'archive', key: 'm31/a.fits' };
const NOW = new Date('2026-11-25T01:02:03Z');
const extract = extractor({ now: () => NOW });

/** A store whose objects can be archived, as seen by reads and in heads, and restored. */
function archivableStore() {
  const inner = memoryStore({ now: () => NOW });
  const archived = { forReads: false, inHeads: false };
  const store: Store = {
    ...inner,
    head: async (key) => {
      const head = await inner.head(key);
      return head && archived.inHeads ? { ...head, archived: 'DEEP_ARCHIVE' } : head;
    },
    read: async (key, ...rest) => {
      const read = await inner.read(key, ...rest);
      if (archived.forReads) throw new Archived(key, 'DEEP_ARCHIVE');
      return read;
    },
  };
  const setArchived = (isArchived: boolean): void => {
    archived.forReads = archived.inHeads = isArchived;
  };
  return { store, archived, setArchived };
}

const linesOf = (body: Uint8Array): string[] => gunzipSync(body).toString().trimEnd().split('\n').slice(1);

describe('an archived file', () => {
  it('has a fault, and rows with the facts in its head', async () => {
    const { store, setArchived } = archivableStore();
    const etag = await put(store, FILE.key, primary());
    setArchived(true);
    const watched = recorded(store);
    const found = await extract(watched.store, FILE);

    expect(watched.requests).toEqual(['read', 'head']);
    expect(found).toMatchObject({ readable: false, hdus: 0, cards: 0, bytesRead: 0, requests: 2 });
    expect(found.head).toMatchObject({ etag, size: 2880 });
    expect(found.faults.map(({ code }) => code)).toEqual(['archived']);
    const reason = 'it is archived (DEEP_ARCHIVE) and has to be restored before its headers can be read';
    expect(linesOf(found.body)).toEqual([
      `,archive,m31/a.fits,archived,${reason},,,fault`,
      ',archive,m31/a.fits,source_url,s3://archive/m31/a.fits,,,file',
      ',archive,m31/a.fits,size,2880,,,file',
      `,archive,m31/a.fits,etag,${etag},,,file`,
      ',archive,m31/a.fits,last_modified,2026-11-25 01:02:03.000,,,file',
      ',archive,m31/a.fits,version_id,,,,file',
      ',archive,m31/a.fits,bytes_read,0,,,file',
      ',archive,m31/a.fits,requests,2,,,file',
      ',archive,m31/a.fits,extracted_at,2026-11-25 01:02:03.000,,,file',
      `,archive,m31/a.fits,extractor,${EXTRACTOR_REVISION},,,file`,
    ]);
  });

  it('is read after it is restored, and never replaces good rows', async () => {
    const { store, setArchived } = archivableStore();
    await put(store, FILE.key, primary());
    const lake = memoryStore();
    const event = () => sync({ source: store, lake, extract, file: FILE });
    const state = async () => fromMetadata((await lake.head(lakeKey(FILE)))?.metadata ?? {});
    setArchived(true);
    expect(await event()).toMatchObject({ outcome: 'new' });
    expect(await state()).toMatchObject({ readable: false, faults: 1 });
    setArchived(false);
    expect(await event()).toMatchObject({ outcome: 'changed' });
    expect(await state()).toMatchObject({ readable: true, faults: 0 });
    setArchived(true);
    expect(await event()).toMatchObject({ outcome: 'unchanged' });
    expect(await state()).toMatchObject({ readable: true, faults: 0 });
  });

  it('is tried again if its head shows that it was restored in the meantime', async () => {
    const { store, archived } = archivableStore();
    await put(store, FILE.key, primary());
    archived.forReads = true;
    const options = { source: store, lake: memoryStore(), extract, file: FILE };
    const sleep = async () => {
      archived.forReads = false;
    };
    expect(await sync({ ...options, sleep })).toMatchObject({
      outcome: 'new',
      extraction: { readable: true },
    });
  });

  it('is missing if it was deleted in the meantime', async () => {
    const { store } = archivableStore();
    await put(store, FILE.key, primary());
    const removed: Store = {
      ...store,
      read: async (key) => {
        throw new Archived(key, '');
      },
      head: async () => undefined,
    };
    const outcome = await sync({ source: removed, lake: memoryStore(), extract, file: FILE });
    expect(outcome.outcome).toBe('absent');
  });
});

it('an empty file has a fault', async () => {
  const store = memoryStore();
  await put(store, FILE.key, '');
  const found = await extract(store, FILE);
  expect(found).toMatchObject({ readable: true, hdus: 0, requests: 1 });
  expect(found.faults.map(({ code }) => code)).toEqual(['empty']);
});

describe('the digest of the rules', () => {
  const mine = extractor({ now: () => NOW, derivation: { rules: [], authority: 'my.archive' } });
  const extractorRow = (body: Uint8Array) => linesOf(body).at(-1);
  const rowWith = (digest = '') => `,archive,m31/a.fits,extractor,${EXTRACTOR_REVISION},${digest},,file`;

  it('is in the last row of a file, and empty for the default rules', async () => {
    const { store, setArchived } = archivableStore();
    await put(store, FILE.key, primary());
    const found = await mine(store, FILE);
    expect(mine.rules).toMatch(/^[0-9a-f]{16}$/);
    expect(extractorRow(found.body)).toBe(rowWith(mine.rules));
    expect(extractorRow((await extract(store, FILE)).body)).toBe(rowWith());
    setArchived(true);
    expect(extractorRow((await mine(store, FILE)).body)).toBe(rowWith(mine.rules));
  });

  it('changes when rows are derived again', async () => {
    const { store } = archivableStore();
    await put(store, FILE.key, primary());
    const { body } = await extract(store, FILE);
    const byMine = await mine.deriveAgain!(body, FILE);
    expect(linesOf(byMine.body)).toEqual(linesOf((await mine(store, FILE)).body));
    expect(linesOf((await extract.deriveAgain!(byMine.body, FILE)).body)).toEqual(linesOf(body));
  });
});

it.each([
  [Number.POSITIVE_INFINITY, 40, true],
  [100_000, 4, true],
  [100_000, 40, false],
  [undefined, 4, false],
])(
  'CSV that is kept up to %s bytes, of %i HDUs, is that of the body: %j',
  async (keepCsvUpTo, hdus, isKept) => {
    const store = memoryStore();
    for (const key of ['a', 'b']) await put(store, key, fitsFile(key.charCodeAt(0), hdus));
    const extract = extractor({ ...(keepCsvUpTo !== undefined && { keepCsvUpTo }) });
    const { body, csv, release } = await extract(store, { bucket: 'b', key: 'a' });
    const expected = isKept ? gunzipSync(body).toString() : undefined;
    const other = await extract(store, { bucket: 'b', key: 'b' });
    expect(csv && Buffer.from(csv).toString()).toBe(expected);
    // even if it is released twice, its memory is used for one file
    release?.();
    release?.();
    const next = [
      await extract(store, { bucket: 'b', key: 'a' }),
      await extract(store, { bucket: 'b', key: 'b' }),
    ];
    if (isKept) expect(next.map(({ csv: kept }) => kept?.buffer === csv?.buffer)).toEqual([true, false]);
    for (const rows of [other, ...next])
      expect(rows.csv && Buffer.from(rows.csv).toString()).toBe(
        isKept ? gunzipSync(rows.body).toString() : undefined,
      );
  },
);
