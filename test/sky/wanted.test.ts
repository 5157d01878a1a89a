import { existsSync, globSync, statSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriver, wantsKeyword } from '../../lib/sky/derive.ts';
import type { DerivedValues } from '../../lib/sky/derived.ts';
import type { HduHeader, HeaderCard } from '../../lib/sky/header.ts';
import { DEFAULT_SETTINGS, type DerivationSettings } from '../../lib/sky/rules.ts';
import { anyHeader } from '../helpers/any-header.ts';
import { effort } from '../helpers/effort.ts';
import { FILE, readHeader } from '../helpers/hdu-header.ts';
import { readPath } from '../helpers/read-file.ts';

// Cards that a deriver does not want are not collected: it must not ask for them.

const RULES: DerivationSettings = {
  authority: 'example',
  rules: [{ when: { MYCAM: ['yes'] }, set: { t_exptime: { keywords: ['TINT', 'TINT2'] } } }],
};

/** What is derived, and which keywords were asked for although they are not wanted. */
function derivedAndUnwanted(
  headers: readonly HduHeader[],
  settings: DerivationSettings,
): [DerivedValues, Set<string>] {
  const wants = wantsKeyword(settings);
  const unwanted = new Set<string>();
  const derive = deriver(FILE, settings);
  for (const { hdu, type, card, cards } of headers) {
    const asked = (keyword: string): HeaderCard | undefined => {
      if (!wants(keyword)) unwanted.add(keyword);
      return card(keyword);
    };
    derive.hdu({ hdu, type, card: asked, cards });
  }
  return [derive.end(), unwanted];
}

const FOLDERS = ['fits_data', '../shared/fits'].filter((folder) => existsSync(folder));

describe('wantsKeyword', () => {
  it.each(FOLDERS)('lists every keyword that is asked for in the files of %s', async (folder) => {
    const files = globSync('**', { cwd: folder }).filter(
      (name) => statSync(`${folder}/${name}`).isFile() && !name.endsWith('.md'),
    );
    let observations = 0;
    for (const name of files) {
      const { hdus } = await readPath(`${folder}/${name}`);
      const [derived, unwanted] = derivedAndUnwanted(hdus.map(readHeader), DEFAULT_SETTINGS);
      expect([...unwanted], name).toEqual([]);
      if (derived.file.length > 0) observations++;
    }
    expect(observations).toBeGreaterThan(15);
  });
  it('lists every keyword that is asked for in any header, by custom rules too', () => {
    fc.assert(
      fc.property(fc.array(anyHeader(), { minLength: 1, maxLength: 4 }), (make) => {
        const [, unwanted] = derivedAndUnwanted(
          make.map((header, hdu) => header(hdu)),
          RULES,
        );
        expect([...unwanted]).toEqual([]);
      }),
      { numRuns: effort(150) },
    );
  });
  it.each([
    'EXPTIME',
    'CTYPE3',
    'CD1_2',
    'PV2_10',
    'A_2_1',
    'TTYPE12',
    'ESO DPR CATG',
    'NAXIS',
    'FPA.FILTERID',
  ])('wants %s', (keyword) => {
    expect(wantsKeyword(DEFAULT_SETTINGS)(keyword)).toBe(true);
  });
  it.each(['', 'GAIN', 'HISTORY', 'CHECKSUM', 'TTYPE', 'TFORM1', 'ESO DET CHIP1 ID', 'A', '1', '12345678'])(
    'does not want %s',
    (keyword) => {
      expect(wantsKeyword(DEFAULT_SETTINGS)(keyword)).toBe(false);
    },
  );
  it('wants the keywords of custom rules', () => {
    expect(['MYCAM', 'TINT', 'TINT2'].map(wantsKeyword(RULES))).toEqual([true, true, true]);
    expect(['MYCAM', 'TINT', 'TINT2'].map(wantsKeyword(DEFAULT_SETTINGS))).toEqual([false, false, false]);
  });
});
