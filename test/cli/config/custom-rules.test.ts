import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseRules } from '../../../lib/settings/rules/parse.ts';
import { TARGET_NAMES } from '../../../lib/settings/rules/targets.ts';
import { primary } from '../../helpers/fits.ts';
import { ingestRuns } from '../../helpers/ingest-runs.ts';

let runs: ReturnType<typeof ingestRuns>;
beforeEach(() => {
  runs = ingestRuns();
});

/** The rows of type `derived` that rules made: file, name, value, source. None of the values has a comma. */
function ruled(): string[] {
  const objects = globSync(join(runs.folder, 'fits-lake/headers/*/*.csv.gz')).map((path) =>
    gunzipSync(readFileSync(path)).toString(),
  );
  return objects
    .flatMap((csv) => csv.split('\n'))
    .filter((row) => /\(rule\).*,derived$/.test(row))
    .map((row) => row.split(',').slice(2, 5).join(' '))
    .sort();
}

const PAGE = readFileSync('docs/guides/custom-rules.md', 'utf8');

describe('the example of the documentation', () => {
  const example = /```yaml\n([\s\S]*?)```/.exec(PAGE)?.[1] ?? '';

  it('changes what is derived from the samples, without opening them', async () => {
    writeFileSync(join(runs.folder, 'my-instruments.yaml'), example);
    const samples = resolve('fits_data');
    await runs.ingest(samples);
    expect(ruled()).toEqual([]);
    await runs.run('config', 'rules=my-instruments.yaml');
    expect((await runs.ingest(samples)).report).toMatchObject({ changed: 0, requests: 0 });
    expect(ruled()).toEqual([
      'catalogue/m13-stars.fits facility_name Corvid survey',
      'plates/b/b03127.fit image_type object',
      'plates/b/b03127.fit night 1974-03-12',
      'survey/2024/field-0421-i.fits.fz facility_name Corvid survey',
      'survey/2024/field-0421-i.fits.fz image_type object',
      'survey/2024/field-0422-i.fits.gz facility_name Corvid survey',
      'survey/2024/field-0422-i.fits.gz image_type object',
    ]);
  });

  it('is followed by a table of all that a rule can set', () => {
    for (const name of TARGET_NAMES) expect(PAGE).toContain(`\`${name}\``);
  });
});

describe('each target', () => {
  const CARDS = [
    "INSTRUME= 'MyCam   '",
    'TINT    =                 2500',
    "FRAME   = 'SkyFlat '",
    "MYSTART = '2024-05-06T07:08:09.5'",
    'MYEND   =           60436.2977',
    "MYRA    = '10:00:00'",
    "MYDEC   = '-5:30:00'",
    "HIERARCH ESO OBS TARG NAME = 'M 31'",
    "OBJECT  = 'Test    '",
    'AM      =                  1.2',
    "MYFILT  = 'rr      '",
    "PROG    = '60.A-1  '",
  ];
  const RULES = `- when: { INSTRUME: mycam }
  t_exptime: { keywords: [TINT], unit: ms }
  t_min: { keywords: [MYSTART] }
  t_max: { keywords: [MYEND] }
  s_ra: { keywords: [MYRA], unit: hour }
  s_dec: { keywords: [MYDEC] }
  image_type: { keywords: [FRAME], values: { skyflat: other } }
  target_name: { keywords: [OBJECT, HIERARCH ESO OBS TARG NAME], ignore: [test] }
  facility_name: { value: My Observatory }
  instrument_name: { value: My Camera }
  longitude: { value: -17.88 }
  airmass: { keywords: [AM] }
  filter: { keywords: [MYFILT], values: { RR: r } }
  proposal_id: { keywords: PROG }
  intent: { value: science }
  obs_id: { keywords: [PROG] }
  observer: { value: me }
  binning: { value: 2x2 }
  disperser: { value: G300 }
  seeing: { value: 1.25 }
`;

  it('can be set by a rule', async () => {
    expect(Object.keys(parseRules('r', RULES)[0]!.set).sort()).toEqual([...TARGET_NAMES].sort());
    runs.put('a.fits', primary([], CARDS));
    writeFileSync(join(runs.folder, 'rules.yaml'), RULES);
    expect((await runs.ingest('--rules', 'rules.yaml', 'a.fits')).status).toBe(0);
    expect(ruled()).toEqual(
      expect.arrayContaining(
        [
          ...['airmass 1.2', 'binning 2x2', 'disperser G300', 'facility_name My Observatory', 'filter r'],
          ...[
            'image_type other',
            'instrument_name My Camera',
            'intent science',
            'night 2024-05-05',
            'obs_id 60.A-1',
          ],
          ...['observer me', 'proposal_id 60.A-1', 's_dec -5.5', 's_ra 150', 'seeing 1.25', 't_exptime 2.5'],
          ...['t_max 60436.2977', 't_min 60436.29733217593', 'target_name M 31'],
        ].map((text) => `a.fits ${text}`),
      ),
    );
  });
});
