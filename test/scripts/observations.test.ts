import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { countObservations } from '../../scripts/observations/count.ts';
import { COUNTS } from '../../scripts/observations/counts.ts';

const FOLDER = '../shared/fits';

describe('npm run observations', () => {
  it('counts the samples', async () => {
    const counts = await countObservations('fits_data');
    expect(counts.files).toBeGreaterThan(15);
    expect(counts.observations).toBeLessThanOrEqual(counts.files);
    expect(counts.sources.calib_level?.['FITS']).toBeGreaterThan(10);
    expect(counts.reasons.t_min?.['no time keyword']).toBe(1);
  });
  it.skipIf(!existsSync(FOLDER))(
    'the counts of the page are up to date; if not: npm run observations',
    async () => {
      expect(JSON.parse(readFileSync(COUNTS, 'utf8'))).toEqual(await countObservations(FOLDER));
    },
  );
});
