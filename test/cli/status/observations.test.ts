import { describe, expect, it } from 'vitest';
import { observationLines, observationsOf, observationWords } from '../../../lib/cli/status/observations.ts';
import { lakeOf } from '../../helpers/ask.ts';
import { observation } from '../../helpers/observation.ts';
import { runMain } from '../../helpers/run-main.ts';
import type { DerivedRow, LakeFile } from '../../helpers/small-lake.ts';

/** An observation with something unknown. */
const without = (key: string, ...unknown: readonly DerivedRow[]): LakeFile => {
  const file = observation(key, { t_exptime: '1' });
  return { ...file, derived: [...(file.derived ?? []), ...unknown] };
};

const FILES = [
  observation('good.fits', { t_min: '60000', target_name: 'M31', s_ra: '10', s_dec: '41' }),
  without('bias.fits', ['target_name', '', 'no target'], ['s_ra', '', 'calibration']),
  without('dark.fits', ['s_ra', '', 'calibration']),
  without('sun.fits', ['s_ra', '', 'solar frame'], ['s_ra', '', 'of an HDU', 1]),
  { bucket: 'b', key: 'table.fits', hdus: [[]] },
  { bucket: 'b', key: 'page.fits', faults: [{ code: 'not-fits', reason: 'not FITS' }] },
];

describe('status', () => {
  it('counts observations, what is unknown about them, and why', async () => {
    const lake = lakeOf(...FILES);
    const { stdout } = await runMain(['status', '--lake', lake]);
    expect(stdout).toContain(
      `${[
        'observations: 4; other FITS files: 1',
        '  without a target: 1 (no target: 1)',
        '  without a position: 3 (calibration: 2; solar frame: 1)',
      ].join('\n')}\n`,
    );
    const json = JSON.parse((await runMain(['status', '--lake', lake, '--json'])).stdout);
    expect(json.observations).toEqual({
      ...{ observations: 4, other: 1 },
      without: {
        time: { files: 0, reasons: {} },
        target: { files: 1, reasons: { 'no target': 1 } },
        position: { files: 3, reasons: { calibration: 2, 'solar frame': 1 } },
      },
    });
  });
});

describe('the facts about observations', () => {
  const facts = observationsOf([
    ['hdu_count', 3000],
    ['obs_id', 2500],
    ...[50, 40, 30, 20, 10].map((files, i) => [`t_min reason ${i}`, files] as const),
    ['s_ra ', 7],
  ]);
  it('have a sum for each unknown value', () => {
    expect(facts).toMatchObject({ observations: 2500, other: 500 });
    expect(facts.without.time.files).toBe(150);
    expect(facts.without.position).toEqual({ files: 7, reasons: { 'no reason given': 7 } });
  });
  it('list the most common reasons', () => {
    expect(observationLines(facts)).toEqual([
      'observations: 2,500; other FITS files: 500',
      '  without a time: 150 (reason 0: 50; reason 1: 40; reason 2: 30; other reasons: 30)',
      '  without a position: 7 (no reason given: 7)',
    ]);
  });
  it('leave out files of an earlier release, which may be observations', () => {
    const counts = [['hdu_count', 30] as const, ['obs_id', 10] as const];
    expect(observationsOf(counts, 15)).toMatchObject({ observations: 10, other: 5 });
    expect(observationsOf(counts, 25)).toMatchObject({ observations: 10, other: 0 });
  });
  it('fit into a few words', () => {
    expect(observationWords(facts)).toBe('2,500 observations (150 without a time, 7 without a position)');
    expect(observationWords(observationsOf([['obs_id', 1]]))).toBe('1 observation');
  });
});
