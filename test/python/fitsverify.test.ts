import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { findingsOf } from '../helpers/findings.ts';
import { installReaders, printed } from './debian.ts';

// verify compared with fitsverify: docs/reference/findings.md says where they differ, and why.

const FOLDERS = ['fits_data', '../shared/fits', '../shared/fits-edge'].filter((folder) => existsSync(folder));
const FILES = FOLDERS.flatMap((folder) => globSync(`${folder}/**`))
  .filter((path) => statSync(path).isFile() && !path.endsWith('.md'))
  .sort();

/** What fitsverify reports about headers, and the codes that stand for it; none if the page says why there is none. */
const CODES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/has a null value|keywords appear to be missing|(PTYPE|PSCAL|PZERO).*GCOUNT|OGIP/, []],
  [/checksum|Logical value in row|CFITSIO error stack:\) *$|checking data fill|last byte of the file/i, []],
  [/extra byte|extraneous HDU/, ['trailing-bytes', 'no-end', 'header-not-padded']],
  [/BLANK must not be used/, ['blank-with-float']],
  [/is duplicated in card/, ['duplicate-keyword']],
  [/duplicated or out of order/, ['mandatory-duplicate', 'mandatory-order']],
  [/closing "'" is missing/, ['string-not-closed']],
  [/not separated by a "\/"/, ['no-slash', 'value-format']],
  [/Type of value|Bad numerical|Bad logical|[Cc]omplex value/, ['value-format']],
  [/lower-case exponent/, ['lower-case-exponent']],
  [/which is not upper/, ['keyword-character']],
  [/not left justified/, ['keyword-not-left']],
  [/non-text|is a null/, ['illegal-character', 'header-padding']],
  [/index \d+ is not in range.*NAXIS/, ['wcs-beyond-naxis']],
  [/index \d+ is not in range.*WCSAXES/, ['wcs-index']],
  [/appears after other WCS/, ['wcsaxes-order']],
  [/mutually exclusive/, ['pc-and-cd']],
  [/is not (a floating|an integer|a string|a logical)/, ['wrong-type', 'tnull-type', 'no-value-indicator']],
  [/DATE.*CFITSIO error stack|date string/, ['bad-date']],
  [/deprecated/, ['deprecated']],
  [/is not allowed/, ['misplaced-keyword']],
  [/has no name|contains character|not unique|^\*\*\* Warning: Column #\d+: Name/, ['column-name']],
  [/TDISP/, ['bad-tdisp']],
  [/fixed format|ends before column|T or F logical|start in col/, ['fixed-format', 'no-value-indicator']],
  [/Unregistered/, ['unknown-extension']],
  [/fill area/, ['header-padding', 'end-not-blank']],
  [/END keyword contains/, ['end-not-blank']],
  [/SIMPLE != T/, ['not-conforming', 'no-value-indicator']],
  [/identical type/, ['same-extension-name']],
  [/Bad HDU\?/, ['trailing-bytes', 'container-truncated', 'truncated-data']],
];

/** The findings of fitsverify, each on one line, with the HDU; -1 before the first one. */
async function fitsverify(path: string): Promise<{ readonly hdu: number; readonly text: string }[]> {
  // after the summary, standard error repeats the errors
  const [stdout = ''] = (await printed('fitsverify', path)).split(/^\*{4} /m);
  let hdu = -1;
  return stdout.split(/\n(?=\*\*\* |=====)/).flatMap((block) => {
    hdu = Number(/^=+ HDU (\d+)/.exec(block)?.[1] ?? hdu + 1) - 1;
    return block.startsWith('*** ') ? [{ hdu, text: block.split('\n \n')[0]!.replace(/\s+/g, ' ') }] : [];
  });
}

beforeAll(() => installReaders());

describe('verify', () => {
  it.each(FILES)('finds what fitsverify finds in the headers of %s', async (path) => {
    const ours = await findingsOf(readFileSync(path));
    const codesOf = (hdu: number): Set<string> =>
      new Set(
        ours.filter((finding) => finding.hdu === hdu || finding.hdu === hdu + 1).map(({ code }) => code),
      );
    for (const { hdu, text } of await fitsverify(path)) {
      const codes = CODES.find(([pattern]) => pattern.test(text))?.[1];
      // CFITSIO cannot open the file: then there are findings, whatever they are
      if (codes === undefined) expect(ours, text).not.toEqual([]);
      else if (codes.length > 0)
        expect(
          codes.some((code) => codesOf(hdu).has(code)),
          `HDU ${hdu}: ${text}`,
        ).toBe(true);
    }
  });
});
