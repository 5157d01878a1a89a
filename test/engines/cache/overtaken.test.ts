import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openIngestCache } from '../../../lib/engines/cache/ingest-cache.ts';
import { lakeStore } from '../../../lib/stores/lake-store.ts';
import { askAndCount } from '../../helpers/ask-and-count.ts';
import { effort } from '../../helpers/effort.ts';
import { csvOf, fileWithObject, lakeKeyOf } from '../../helpers/small-lake.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const KEYS = ['a/1', 'b/2'] as const;

/** A value that makes each version of an object longer than the one before. */
const textOf = (version: number): string =>
  createHash('sha512')
    .update(String(version))
    .digest('hex')
    .slice(0, 5 * version + 1);

/** A write of a version of an object, or that an ingest hands an earlier write to the cache. */
const step = fc.oneof(
  fc.record({ write: fc.constantFrom(...KEYS) }),
  fc.record({ add: fc.nat(), flush: fc.boolean() }),
);

it('the rows of a lake object that another writer replaced in the meantime are those of the lake', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      const lake = tempFolder();
      mkdirSync(`${lake}/headers`);
      const store = lakeStore(lake);
      const cache = await openIngestCache(lake);
      const last = new Map<string, { etag: string; value: string }>();
      const written: { path: string; csv: Buffer; etag: string }[] = [];
      // a lake without an object could not be asked
      for (const [version, one] of [{ write: KEYS[0] }, ...steps].entries()) {
        if ('write' in one) {
          const value = textOf(version);
          const file = fileWithObject(one.write, value);
          const csv = Buffer.from(csvOf(file));
          const ifMatch = last.get(one.write)?.etag ?? null;
          const etag = await store.write(lakeKeyOf(file), gzipSync(csv), { ifMatch });
          last.set(one.write, { etag, value });
          written.push({ path: lakeKeyOf(file), csv, etag });
        } else if (written.length > 0) {
          const [{ path, csv, etag } = written[0]!] = written.splice(one.add % written.length, 1);
          await cache.add(path, csv, etag);
          if (one.flush) await cache.flush();
        }
      }
      await cache.close();
      const expected = [...last].map(([key, { value }]) => [key, value]).sort();
      expect((await askAndCount(lake)).rows).toEqual(expected);
    }),
    {
      numRuns: effort(12),
      examples: [[[{ write: 'a/1' }, { add: 0, flush: false }]]],
    },
  );
});
