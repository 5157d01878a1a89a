import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../lib/lake/derivation.ts';
import { EXTRACTOR_REVISION } from '../../../lib/lake/extraction.ts';
import { extractor } from '../../../lib/lake/rows/extract.ts';
import type { DerivationSettings } from '../../../lib/sky/rules.ts';
import { folderStore } from '../../../lib/stores/folder.ts';
import { contentsOf, downgrade } from '../../helpers/earlier-release.ts';
import { image, primary } from '../../helpers/fits.ts';
import { sweptBucket } from '../../helpers/swept-bucket.ts';
import { recordingReads, sweptRoot } from '../../helpers/swept-root.ts';

const SETTINGS: DerivationSettings = { rules: [], authority: 'example.org' };
const OBSERVATION = ["OBJECT  = 'M31'", "TELESCOP= 'T'", "DATE-OBS= '2026-11-25T01:02:03'", 'EXPTIME = 5'];

/** A root with some files, and a lake that has them. */
async function filledRoot() {
  const swept = sweptRoot();
  swept.put('n1/a.fits', primary([], OBSERVATION));
  swept.put('n1/b.fits', Buffer.concat([primary(), image([], OBSERVATION), image([], OBSERVATION)]));
  swept.put('c.fits', 'no such thing');
  await swept.run();
  return { ...swept, lake: folderStore(swept.lakeRoot) };
}

describe('a sweep of a root', () => {
  it('derives rows of an earlier release again, without opening a file', async () => {
    const { run, root, whole, lake, readIndex } = await filledRoot();
    const fresh = await contentsOf(lake);
    await downgrade(lake);
    expect(await contentsOf(lake)).not.toEqual(fresh);
    const source = recordingReads(folderStore(root));
    const { outcomes, results } = await run(whole, source);
    expect(outcomes).toEqual({ 'n1/a.fits': 'derived', 'n1/b.fits': 'derived', 'c.fits': 'derived' });
    expect(source.keys).toEqual([]);
    expect(results.map(({ faulty }) => faulty).sort()).toEqual([false, false, true]);
    expect(await contentsOf(lake)).toEqual(fresh);
    for (const [, state] of await readIndex())
      expect(state).toMatchObject({ revision: EXTRACTOR_REVISION, generation: 2 });
    expect(new Set(Object.values((await run()).outcomes))).toEqual(new Set(['unchanged']));
  });

  it('derives rows again if the settings have changed, and if they are the default ones again', async () => {
    const { run, whole, lake, readIndex } = await filledRoot();
    const fresh = await contentsOf(lake);
    const extract = extractor({ derivation: SETTINGS });
    const derived = { 'n1/a.fits': 'derived', 'n1/b.fits': 'derived', 'c.fits': 'derived' };
    expect((await run(whole, undefined, { extract })).outcomes).toEqual(derived);
    for (const [, state] of await readIndex()) expect(state).toMatchObject({ rules: digestOf(SETTINGS) });
    expect((await run(whole, undefined, { extract })).outcomes['c.fits']).toBe('unchanged');
    expect((await run()).outcomes).toEqual(derived);
    expect(await contentsOf(lake)).toEqual(fresh);
  });

  it('reads a file that has changed, and with --force every file', async () => {
    const { run, put, whole, lake } = await filledRoot();
    await downgrade(lake);
    put('n1/a.fits', primary([], [...OBSERVATION, 'CHANGED = T']));
    expect((await run()).outcomes).toMatchObject({ 'n1/a.fits': 'changed', 'n1/b.fits': 'derived' });
    await downgrade(lake);
    const forced = await run(whole, undefined, { force: true });
    expect(new Set(Object.values(forced.outcomes))).toEqual(new Set(['changed']));
  });
});

describe('a sweep of a bucket', () => {
  it('derives rows again without a request to the bucket', async () => {
    const { fill, run, lake } = sweptBucket();
    await fill('n1/a.fits', 'n2/b.fits', 'c.fits');
    await run();
    const fresh = await contentsOf(lake);
    await downgrade(lake);
    const { outcomes, requests } = await run();
    expect(outcomes).toEqual({ 'n1/a.fits': 'derived', 'n2/b.fits': 'derived', 'c.fits': 'derived' });
    expect(requests).toEqual([]);
    expect(await contentsOf(lake)).toEqual(fresh);
  });
});
