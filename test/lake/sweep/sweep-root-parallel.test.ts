import { describe, expect, it } from 'vitest';
import type { Extract } from '../../../lib/lake/extraction.ts';
import { extractor } from '../../../lib/lake/rows/extract.ts';
import { primary } from '../../helpers/fits.ts';
import { sweptRoot } from '../../helpers/swept-root.ts';

/** An extractor that counts the files that it reads, and those that it reads at the same time. */
function counting() {
  const count = { files: 0, now: 0, most: 0 };
  const one = extractor();
  const extract: Extract = async (...args) => {
    count.files++;
    count.most = Math.max(count.most, ++count.now);
    await new Promise((resolve) => setImmediate(resolve));
    count.now--;
    return one(...args);
  };
  return { count, extract: Object.assign(extract, one) };
}

describe('a sweep that can read files in parallel', () => {
  it('does so if there turn out to be many, and yields results in the order of the files', async () => {
    const { put, run, whole } = sweptRoot();
    const names = Array.from({ length: 20 }, (_, i) => `${i + 10}.fits`);
    for (const name of names) put(name, primary());
    const [alone, others] = [counting(), counting()];
    const options = {
      extract: alone.extract,
      parallel: { extract: others.extract, atOnce: 4, after: 5 },
    };
    const { results } = await run(whole, undefined, options);
    expect(results.map(({ key }) => key)).toEqual(names);
    expect(alone.count).toMatchObject({ files: 5, most: 1 });
    expect(others.count).toMatchObject({ files: 15, most: 4 });

    // unchanged files do not count
    for (const name of names.slice(-4)) put(name, primary([2]));
    expect((await run(whole, undefined, options)).outcomes['29.fits']).toBe('changed');
    expect(alone.count.files).toBe(9);
    expect(others.count.files).toBe(15);
  });
});
