import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Lake } from '../../../lib/engines/duckdb/open-lake.ts';
import type { DerivedName } from '../../../lib/sky/derived.ts';
import { ODD } from '../../athena/lakes/odd.ts';
import { lakeOf, rowsOf } from '../../helpers/ask.ts';
import { effort } from '../../helpers/effort.ts';
import { EXAMPLE } from '../../helpers/example-lake.ts';
import { expectStored, withOpen } from '../../helpers/expect-stored.ts';
import { observation, type Values } from '../../helpers/observation.ts';
import { ODD_OBSERVATIONS } from '../../helpers/odd-observations.ts';
import { addToLake, csvOf, type DerivedRow, type LakeFile, lakeKeyOf } from '../../helpers/small-lake.ts';

const withLake = <T>(folder: string, work: (lake: Lake) => Promise<T>): Promise<T> =>
  withOpen(folder, {}, work);

const inSky = (key: string, values: Values = {}): LakeFile =>
  observation(key, { s_ra: '1', s_dec: '2', ...values }, { 1: { s_ra: '1', s_dec: '2' } });

describe('the stored views of a cache', () => {
  it.each<[string, readonly LakeFile[], number]>([
    ['the example lake', EXAMPLE, 2],
    ['a lake of odd texts', ODD, 0],
    ['a lake of odd observations', ODD_OBSERVATIONS, 300],
  ])('are what their SQL returns, over %s', async (_, files, least) => {
    expect(await withLake(lakeOf(...files), expectStored)).toBeGreaterThanOrEqual(least);
  });

  it.each(['a name', 'x FROM cards; --', "x', y", 's_ra', '1 AS own_s_ra, (SELECT 2) AS x'])(
    'are made without the names of derived values that a lake object has, such as %s',
    async (name) => {
      const file = inSky('a/1');
      const more = [undefined, 1].map((hdu): DerivedRow => [name as DerivedName, '1', '', hdu]);
      const folder = lakeOf({ ...file, derived: [...(file.derived ?? []), ...more] });
      expect(await withLake(folder, expectStored)).toBe(2);
    },
  );

  it('follow changes of the lake', async () => {
    const folder = lakeOf(inSky('a/1'), inSky('a/2'), inSky('a/3'));
    await withLake(folder, expectStored);
    rmSync(join(folder, lakeKeyOf(inSky('a/1'))));
    addToLake(folder, inSky('a/2', { target_name: 'changed' }), inSky('c/4'), {
      ...inSky('a/3'),
      derived: [],
    });
    await withLake(folder, async (lake) => {
      expect(await expectStored(lake)).toBe(4);
      expect(await rowsOf(lake, 'SELECT source_key, target_name FROM obscore ORDER BY ALL')).toEqual([
        ['a/2', 'changed'],
        ['c/4', null],
      ]);
    });
  });

  it('follow any sequence of changes', async () => {
    const place = fc.constantFrom('a/1', 'a/2', 'b/1', 'b/2', 'c/1');
    const texts = fc.constantFrom('M31', '', "o'x");
    const change = fc.record({
      key: place,
      kind: fc.constantFrom('put', 'remove', 'no rows'),
      target: texts,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 4 }), async (rounds) => {
        const folder = lakeOf(inSky('a/1'), inSky('z/1'));
        for (const changes of rounds) {
          for (const { key, kind, target } of changes) {
            const file = inSky(key, { target_name: target });
            if (kind === 'remove') rmSync(join(folder, lakeKeyOf(file)), { force: true });
            else addToLake(folder, kind === 'put' ? file : { ...file, derived: [] });
          }
          expect(await withLake(folder, expectStored)).toBeGreaterThanOrEqual(2);
        }
      }),
      { numRuns: effort(2) },
    );
  });

  // on a file system that distinguishes case, a lake can have a copy of a collection: the views make one row of both
  it('have one row for a file that two objects describe, until one of them is gone', async () => {
    const before = inSky('a/b.fits', { target_name: 'before', filter: 'R' });
    const after = inSky('a/b.fits', { target_name: 'after' });
    const folder = lakeOf(after, inSky('a/c.fits'));
    const copy = join(folder, lakeKeyOf(before).replace('collection=a', 'collection=A'));
    const addCopy = (): void => {
      mkdirSync(dirname(copy), { recursive: true });
      writeFileSync(copy, gzipSync(csvOf(before)));
    };
    const expectTarget = (target: string, filter: string | null) =>
      withLake(folder, async (lake) => {
        expect(await expectStored(lake)).toBe(4);
        const sql = "SELECT target_name, filter FROM obscore WHERE source_key = 'a/b.fits'";
        expect(await rowsOf(lake, sql)).toEqual([[target, filter]]);
      });
    await expectTarget('after', null);
    addCopy();
    await expectTarget('before', 'R');
    rmSync(copy);
    await expectTarget('after', null);
    addCopy();
    await expectTarget('before', 'R');
    rmSync(join(folder, lakeKeyOf(after)));
    await expectTarget('before', 'R');
  });
});
