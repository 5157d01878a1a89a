import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { LIMITS } from '../../../lib/fits/limits.ts';
import type { Extract } from '../../../lib/lake/extraction.ts';
import { extractor } from '../../../lib/lake/rows/extract.ts';
import { folderStore } from '../../../lib/stores/folder.ts';
import { image, primary } from '../../helpers/fits.ts';
import { recordingReads, type SweptRoot, sweptRoot } from '../../helpers/swept-root.ts';

let root: SweptRoot['root'];
let lakeRoot: SweptRoot['lakeRoot'];
let whole: SweptRoot['whole'];
let run: SweptRoot['run'];
let put: SweptRoot['put'];
beforeEach(() => {
  ({ root, lakeRoot, whole, run, put } = sweptRoot());
});

describe('files whose time ran out, in a sweep of a root,', () => {
  const THREE = Buffer.concat([primary(), image(), image()]);
  /** An extractor that has time for a number of HDUs. */
  const withTimeFor = (hdus: number): Extract => {
    let calls = 0;
    // the extractor reads the clock at the start, after each read, and before each HDU
    const clock = { now: () => (++calls > hdus + 2 ? 100_000 : 0), watch: () => () => {} };
    return (...call) => {
      calls = 0;
      return extractor({ limits: { ...LIMITS, clock } })(...call);
    };
  };
  const hdus = async (): Promise<unknown> => {
    const lake = folderStore(lakeRoot);
    for await (const { key, size } of lake.list('headers/')) {
      const csv = gunzipSync((await lake.read(key, 0, size)).bytes).toString();
      return Number(/,hdu_count,(\d+),/.exec(csv)?.[1]);
    }
    return undefined;
  };
  const etag = async (): Promise<unknown> => {
    for await (const { etag } of folderStore(lakeRoot).list('headers/')) return etag;
    return undefined;
  };

  it('are read again in each sweep until one reads them to the end', async () => {
    put('a.fits', THREE);
    await run(whole, undefined, { extract: withTimeFor(1) });
    expect(await hdus()).toBe(1);
    const first = await etag();

    const source = recordingReads(folderStore(root));
    const again = await run(whole, source, { extract: withTimeFor(1) });
    expect(again.results).toMatchObject([{ outcome: 'unchanged', faulty: true }]);
    expect(source.keys).toEqual(['a.fits']);
    expect(await etag()).toBe(first);

    expect((await run(whole, undefined, { extract: withTimeFor(2) })).outcomes).toEqual({
      'a.fits': 'changed',
    });
    expect(await hdus()).toBe(2);
    const second = await etag();
    expect((await run(whole, undefined, { extract: withTimeFor(1) })).outcomes).toEqual({
      'a.fits': 'unchanged',
    });
    expect(await etag()).toBe(second);

    expect((await run()).results).toMatchObject([{ outcome: 'changed', faulty: false }]);
    expect(await hdus()).toBe(3);
    const last = recordingReads(folderStore(root));
    expect((await run(whole, last)).outcomes).toEqual({ 'a.fits': 'unchanged' });
    expect(last.keys).toEqual([]);
  });

  it('keep their rows in a forced sweep that has less time', async () => {
    put('a.fits', THREE);
    await run();
    const { outcomes } = await run(whole, undefined, { extract: withTimeFor(1), force: true });
    expect(outcomes).toEqual({ 'a.fits': 'unchanged' });
    expect(await hdus()).toBe(3);
  });

  it('are read again once if an earlier release did not record it', async () => {
    put('a.fits', 'not FITS');
    await run();
    const lake = folderStore(lakeRoot);
    for await (const { key, etag, size } of lake.list('headers/')) {
      const { bytes, head } = await lake.read(key, 0, size);
      const { timeout, ...metadata } = head.metadata;
      expect(timeout).toBe('no');
      await lake.write(key, bytes, { ifMatch: etag, metadata });
    }
    const source = recordingReads(folderStore(root));
    expect((await run(whole, source)).outcomes).toEqual({ 'a.fits': 'unchanged' });
    expect((await run(whole, source)).outcomes).toEqual({ 'a.fits': 'unchanged' });
    expect(source.keys).toEqual(['a.fits']);
  });
});
