import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../lib/lake/derivation.ts';
import type { SourceFile } from '../../lib/lake/extraction.ts';
import { EXTRACTOR_REVISION } from '../../lib/lake/extraction.ts';
import { lakeKey } from '../../lib/lake/naming.ts';
import { fromMetadata, toMetadata } from '../../lib/lake/object.ts';
import { StoreFailure } from '../../lib/stores/store.ts';
import { backfillFixture, counted, LATER } from '../helpers/backfill-fixture.ts';
import { primary } from '../helpers/fits.ts';
import { BUCKET } from '../helpers/lambda-fixture.ts';
import { listed } from '../helpers/store.ts';

const FILE = primary();

describe('a batch of source objects', () => {
  it('reads new files and skips objects without a FITS suffix', async () => {
    const fixture = backfillFixture();
    await fixture.put('m31/a.fits', FILE);
    await fixture.put('m31/b.FITS.gz', gzipSync(FILE));
    await fixture.put('m31/notes.txt', 'x');
    const report = await fixture.run();
    expect(counted(report)).toEqual({ new: 2, skipped: 1 });
    expect(report.told.map(({ key, kind }) => `${kind} ${key}`).sort()).toEqual([
      'new m31/a.fits',
      'new m31/b.FITS.gz',
    ]);
    expect([...(await fixture.states()).keys()].sort()).toEqual(['m31/a.fits', 'm31/b.FITS.gz']);
    expect(fixture.partitions).toHaveLength(2);
  });

  it('makes one request for an unchanged file, to the lake', async () => {
    const fixture = backfillFixture();
    await fixture.put('m31/a.fits', FILE);
    await fixture.run();
    const report = await fixture.run();
    expect(counted(report)).toEqual({ unchanged: 1 });
    expect(report).toMatchObject({ requests: 1, bytesRead: 0, told: [] });
    expect(fixture.source.requests).toEqual([]);
    expect(fixture.lake.requests).toEqual(['head']);
  });

  it('reads every file again with --force', async () => {
    const fixture = backfillFixture();
    await fixture.put('m31/a.fits', FILE);
    await fixture.run();
    const report = await fixture.run({ force: true });
    expect(counted(report)).toEqual({ unchanged: 1 });
    expect(report.bytesRead).toBe(FILE.length);
    expect((await fixture.states()).get('m31/a.fits')).toMatchObject({ generation: 2 });
  });

  it('derives rows of an earlier revision again, without opening the file', async () => {
    const fixture = backfillFixture();
    await fixture.put('m31/a.fits', FILE);
    await fixture.run();
    const key = lakeKey({ bucket: BUCKET, key: 'm31/a.fits' });
    const head = await fixture.lake.store.head(key);
    const { bytes } = await fixture.lake.store.read(key, 0, 1e6);
    const state = fromMetadata(head?.metadata ?? {})!;
    const metadata = toMetadata({ ...state, revision: EXTRACTOR_REVISION - 1 });
    await fixture.lake.store.write(key, bytes, { ifMatch: head?.etag ?? '', metadata });
    const report = await fixture.run();
    expect(counted(report)).toEqual({ derived: 1 });
    // a HEAD, a GET and a PUT of the lake object
    expect(report).toMatchObject({ requests: 3, bytesRead: 0, told: [] });
    expect((await fixture.states()).get('m31/a.fits')).toMatchObject({ revision: EXTRACTOR_REVISION });
    expect(counted(await fixture.run())).toEqual({ unchanged: 1 });
  });

  it('derives rows of other settings again, and records the digest of those', async () => {
    const fixture = backfillFixture();
    const context = { derivation: { rules: [], authority: 'example.org' } };
    await fixture.put('m31/a.fits', FILE);
    await fixture.run();
    const report = await fixture.run({ context });
    expect(counted(report)).toEqual({ derived: 1 });
    expect(fixture.source.requests).toEqual([]);
    const rules = digestOf(context.derivation);
    expect((await fixture.states()).get('m31/a.fits')).toMatchObject({ rules });
    expect(counted(await fixture.run({ context, task: 'reconcile', began: LATER }))).toEqual({
      unchanged: 1,
    });
    expect(counted(await fixture.run({ task: 'reconcile', began: LATER }))).toEqual({ derived: 1 });
  });

  it('counts a faulty file in every run, and reports its fault codes when it is read', async () => {
    const fixture = backfillFixture();
    await fixture.put('m31/a.fits', 'no such thing');
    expect(await fixture.run()).toMatchObject({
      faulty: 1,
      told: [{ key: 'm31/a.fits', kind: 'new', faulty: true, codes: ['not-fits'] }],
    });
    expect(await fixture.run()).toMatchObject({
      faulty: 1,
      told: [{ key: 'm31/a.fits', kind: 'unchanged', faulty: true }],
    });
  });

  it('reports only the key that failed, with a shortened reason', async () => {
    const fixture = backfillFixture((source) => ({
      ...source,
      read: async (key, ...range) => {
        if (key.includes('denied')) throw new StoreFailure(key, new Error(`access denied${'.'.repeat(999)}`));
        return source.read(key, ...range);
      },
    }));
    await fixture.put('m31/a.fits', FILE);
    await fixture.put('m31/denied.fits', FILE);
    const report = await fixture.run();
    expect(counted(report)).toEqual({ new: 1, failed: 1 });
    expect(report.told[0]).toMatchObject({ key: 'm31/denied.fits', kind: 'failed' });
    expect(report.told[0]?.reason).toMatch(/^access denied/);
    expect(report.told[0]?.reason?.length).toBe(300);
    expect((await fixture.states()).size).toBe(1);
  });

  it('skips a file that is deleted during the run and was never in the lake', async () => {
    const fixture = backfillFixture((source) => ({ ...source, read: (key) => source.read(`${key}x`, 0, 1) }));
    await fixture.put('m31/a.fits', FILE);
    expect(counted(await fixture.run())).toEqual({ skipped: 1 });
    expect((await fixture.states()).size).toBe(0);
  });

  it('ensures the partition of an unchanged file', async () => {
    const fixture = backfillFixture();
    await fixture.put('m31/a.fits', FILE);
    const addPartition = () => Promise.reject(new Error('access denied'));
    expect(counted(await fixture.run({ context: { addPartition } }))).toEqual({ failed: 1 });
    expect(counted(await fixture.run())).toEqual({ unchanged: 1 });
    expect(fixture.partitions).toEqual([lakeKey({ bucket: BUCKET, key: 'm31/a.fits' })]);
  });
});

describe('a batch of lake objects', () => {
  it('writes a tombstone for a deleted file and reads a changed file', async () => {
    const fixture = backfillFixture();
    for (const key of ['m31/a.fits', 'm31/b.fits', 'm31/c.fits']) await fixture.put(key, FILE);
    await fixture.run();
    await fixture.put('m31/b.fits', primary([], ["OBJECT  = 'M31'"]));
    const deleted = await fixture.source.store.head('m31/c.fits');
    await fixture.source.store.remove('m31/c.fits', { ifMatch: deleted?.etag ?? '' });
    const report = await fixture.run({ task: 'reconcile', began: LATER });
    expect(counted(report)).toEqual({ unchanged: 1, changed: 1, removed: 1 });
    expect(report.told.map(({ key, kind }) => `${kind} ${key}`)).toEqual([
      'removed m31/c.fits',
      'changed m31/b.fits',
    ]);
  });

  it('skips objects written since the run began, without a request', async () => {
    const fixture = backfillFixture();
    await fixture.put('m31/a.fits', FILE);
    await fixture.run();
    const [object] = await listed(fixture.lake.store);
    const written = object!.lastModified.getTime();
    const during = await fixture.run({ task: 'reconcile', began: new Date(written).toISOString() });
    expect(counted(during)).toEqual({ skipped: 1 });
    expect(fixture.lake.requests).toEqual([]);
    const before = await fixture.run({ task: 'reconcile', began: new Date(written + 1).toISOString() });
    expect(counted(before)).toEqual({ unchanged: 1 });
  });

  it('sends no request to the source for keys outside the prefix of the run', async () => {
    const fixture = backfillFixture();
    await fixture.put('m31/a.fits', FILE);
    await fixture.put('m33/a.fits', FILE);
    await fixture.run();
    const report = await fixture.run({ task: 'reconcile', prefix: 'm33/', began: LATER });
    expect(counted(report)).toEqual({ unchanged: 1, skipped: 1 });
    expect(fixture.source.requests).toEqual(['read ifNoneMatch']);
  });

  it('ensures the partitions of all lake objects, including those of files that the stack no longer covers', async () => {
    const fixture = backfillFixture();
    await fixture.put('m31/a.fits', FILE);
    await fixture.put('m33/a.fits', FILE);
    await fixture.run();
    fixture.partitions.length = 0;
    const wants = ({ key }: SourceFile): boolean => key.startsWith('m33/');
    const report = await fixture.run({ task: 'reconcile', began: LATER, context: { wants } });
    expect(counted(report)).toEqual({ unchanged: 1, skipped: 1 });
    expect(fixture.partitions).toHaveLength(2);
  });

  it('adds no partition for a folder that does not belong to a collection', async () => {
    const fixture = backfillFixture();
    await fixture.put('m31/a.fits', FILE);
    await fixture.run();
    const { lakeKey: key = '' } = fixture.attempts[0]?.result ?? {};
    const { bytes, head } = await fixture.lake.store.read(key, 0, 1e6);
    for (const copy of ['headers/copy.csv.gz', 'headers/a/b/copy.csv.gz'])
      await fixture.lake.store.write(copy, bytes, { ifMatch: null, metadata: head.metadata });
    fixture.partitions.length = 0;
    await fixture.run({ task: 'reconcile', began: LATER, context: { wants: () => false } });
    expect(fixture.partitions).toEqual([key]);
  });

  it('reports an object that is not a lake object as foreign, with a reason', async () => {
    const fixture = backfillFixture();
    await fixture.lake.store.write('headers/x.csv', Buffer.from('?'), { ifMatch: null });
    const { told } = await fixture.run({ task: 'reconcile', began: LATER });
    expect(told).toEqual([
      { key: 'headers/x.csv', kind: 'failed', reason: expect.any(String), foreign: true },
    ]);
  });
});
