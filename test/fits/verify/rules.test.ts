import { globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HEADER_RULES } from '../../../lib/fits/verify/rules.ts';
import { MOST_OF_A_CODE } from '../../../lib/fits/verify/verify-file.ts';
import { effort } from '../../helpers/effort.ts';
import { findingsOf } from '../../helpers/findings.ts';
import { data } from '../../helpers/fits.ts';
import { card, extensionHeader, primaryHeader, tableHeader } from '../../helpers/fixed-format.ts';

const PRIMARY = primaryHeader();
const withCards = (...cards: string[]): Buffer => primaryHeader([], cards);
const image = (...cards: string[]): Buffer => Buffer.concat([PRIMARY, extensionHeader('IMAGE', [], cards)]);
const binary = (format: string, length: number, ...cards: string[]): Buffer =>
  Buffer.concat([PRIMARY, tableHeader('BINTABLE', length, [['X', format]], cards)]);
const ascii = (format: string, length: number, ...cards: string[]): Buffer =>
  Buffer.concat([PRIMARY, tableHeader('TABLE', length, [['X', format]], cards)]);
/** A file with a card of its primary header replaced. */
const replaced = (file: Buffer, at: number, text: string): Buffer => {
  const copy = Buffer.from(file);
  copy.write(text.padEnd(80), at, 'latin1');
  return copy;
};
/** The byte of card `index` of HDU `hdu`, whose header is the `hdu`-th block. */
const byte = (hdu: number, index: number, column = 0): number => hdu * 2880 + index * 80 + column;
const MORE = 3;
const EXTENSION_MORE = 5;

/** A file that breaks one rule, and where. */
const BROKEN: readonly (readonly [code: string, file: Buffer, at: number])[] = [
  ['illegal-character', withCards("OBJECT  = 'caf\xe9    '"), byte(0, MORE, 14)],
  ['illegal-character', withCards('COMMENT a\tb'), byte(0, MORE, 9)],
  ['keyword-character', withCards(card('obs-id', 1)), byte(0, MORE)],
  ['keyword-character', withCards('MY KEY  =                    1'), byte(0, MORE, 2)],
  ['keyword-not-left', withCards(' GAIN   =                    1'), byte(0, MORE)],
  ['no-value-indicator', withCards('GAIN    =1.5'), byte(0, MORE, 8)],
  ['orphan-continue', withCards("CONTINUE  'x'"), byte(0, MORE)],
  ['string-not-closed', withCards("OBJECT  = 'M31"), byte(0, MORE, 10)],
  ['string-not-closed', withCards("OBSERVAT= 'one &'", "CONTINUE  'two"), byte(0, MORE + 1, 10)],
  ['no-slash', withCards("OBJECT  = 'M31     '  target"), byte(0, MORE, 10)],
  ['no-slash', withCards('GAIN    =                  1.5 e-/adu'), byte(0, MORE, 10)],
  ['lower-case-exponent', withCards('GAIN    =              1.5e-05'), byte(0, MORE, 10)],
  ['lower-case-exponent', withCards('GAIN    = (1.0, 1.5d-05)'), byte(0, MORE, 10)],
  ...['NaN', 'nan', 'yes', '2024-01-01', '1,5', '(1.0', '- 5', '1.0 E5', 't', '0x1F'].map(
    (value) => ['value-format', withCards(`GAIN    = ${value}`), byte(0, MORE, 10)] as const,
  ),
  ['mandatory-missing', replaced(image(), byte(1, 3), card('GAIN', 1)), byte(1, 0)],
  [
    'mandatory-order',
    replaced(replaced(PRIMARY, byte(0, 1), card('NAXIS', 0)), byte(0, 2), card('BITPIX', 8)),
    byte(0, 1),
  ],
  [
    'mandatory-order',
    replaced(replaced(image(card('GAIN', 1)), byte(1, 3), 'COMMENT'), byte(1, 5), card('PCOUNT', 0)),
    byte(1, 3),
  ],
  ['mandatory-duplicate', withCards(card('BITPIX', 16)), byte(0, MORE)],
  ['fixed-format', replaced(PRIMARY, byte(0, 0), 'SIMPLE  = T'), byte(0, 0, 10)],
  ['fixed-format', replaced(PRIMARY, byte(0, 1), 'BITPIX  = 8'), byte(0, 1, 10)],
  ['fixed-format', replaced(image(), byte(1, 0), "XTENSION= 'IMAGE'"), byte(1, 0, 10)],
  ['fixed-format', replaced(binary('1J', 4), byte(1, 9), "TFORM1  =  '1J'"), byte(1, 9, 10)],
  [
    'mandatory-value',
    image(card('GAIN', 1)).fill(card('GCOUNT', 2), byte(1, 4), byte(1, 4) + 30),
    byte(1, 4),
  ],
  ['mandatory-value', replaced(binary('1J', 4), byte(1, 1), card('BITPIX', 16)), byte(1, 1)],
  ['not-conforming', replaced(PRIMARY, byte(0, 0), card('SIMPLE', false)), byte(0, 0)],
  ['unknown-extension', replaced(image(), byte(1, 0), card('XTENSION', 'PICTURE')), byte(1, 0)],
  ['misplaced-keyword', image(card('EXTEND', true)), byte(1, EXTENSION_MORE)],
  ['misplaced-keyword', image(card('TTYPE1', 'X')), byte(1, EXTENSION_MORE)],
  ['misplaced-keyword', withCards(card('PCOUNT', 0)), byte(0, MORE)],
  ['misplaced-keyword', binary('1J', 4, card('BZERO', 0)), byte(1, 10)],
  ['misplaced-keyword', ascii('I4', 4, card('TDIM1', '(1)')), byte(1, 11)],
  ['duplicate-keyword', withCards(card('GAIN', 1), card('GAIN', 2)), byte(0, MORE + 1)],
  ['deprecated', withCards(card('EPOCH', 1950)), byte(0, MORE)],
  ['wrong-type', withCards(card('CRVAL1', '10.5')), byte(0, MORE)],
  ['wrong-type', withCards(card('OBJECT', 31)), byte(0, MORE)],
  ['wrong-type', withCards(card('EXTEND', 'T')), byte(0, MORE)],
  ['blank-with-float', primaryHeader([], [card('BLANK', 0)], -32), byte(0, MORE)],
  ...[
    '12/09/2024',
    '2024-9-12',
    '2024-09-12T23:45',
    '2024-09-12T23:45:02Z',
    '2024-13-01',
    '2024-01-01T25:00:00',
    'unknown',
  ].map((date) => ['bad-date', withCards(card('DATE-OBS', date)), byte(0, MORE)] as const),
  [
    'parameter-index',
    primaryHeader([0], [card('GROUPS', true), card('PCOUNT', 1), card('GCOUNT', 1), card('PTYPE2', 'UU')]),
    byte(0, 7),
  ],
  ...['1Z', '', '2PE(3)'].map((format) => ['bad-tform', binary(format, 4), byte(1, 9)] as const),
  ['bad-tform', ascii('J4', 4), byte(1, 9)],
  ['row-length', binary('1J', 5), byte(1, 3)],
  ['row-length', ascii('I4', 3), byte(1, 3)],
  ['column-index', binary('1J', 4, card('TTYPE2', 'Y')), byte(1, 10)],
  ['bad-tdisp', binary('1J', 4, card('TDISP1', 'wide')), byte(1, 10)],
  ['bad-tdisp', binary('1D', 8, card('TDISP1', 'I5')), byte(1, 10)],
  ['bad-tdim', binary('6E', 24, card('TDIM1', '3x2')), byte(1, 10)],
  ['bad-tdim', binary('6E', 24, card('TDIM1', '(3,3)')), byte(1, 10)],
  ['tnull-type', binary('1E', 4, card('TNULL1', 0)), byte(1, 10)],
  ['scaled-type', binary('4A', 4, card('TSCAL1', 2)), byte(1, 10)],
  ['theap-without-heap', binary('1J', 4, card('THEAP', 0)), byte(1, 10)],
  ['column-name', Buffer.concat([PRIMARY, tableHeader('BINTABLE', 4, [['flux (Jy)', '1E']])]), byte(1, 8)],
  [
    'column-name',
    Buffer.concat([
      PRIMARY,
      tableHeader('BINTABLE', 8, [
        ['X', '1E'],
        ['x', '1E'],
      ]),
    ]),
    byte(1, 10),
  ],
  ['wcs-index', withCards(card('WCSAXES', 1), card('CRVAL2', 0)), byte(0, MORE + 1)],
  ['wcs-beyond-naxis', withCards(card('CRVAL1', 0)), byte(0, MORE)],
  ['wcsaxes-order', withCards(card('CRVAL1', 0), card('WCSAXES', 1)), byte(0, MORE + 1)],
  ['pc-and-cd', withCards(card('WCSAXES', 1), card('PC1_1', 1), card('CD1_1', 1)), byte(0, MORE + 2)],
];

describe('the rules of headers', () => {
  it.each(BROKEN.map(([code, file, at], index) => [`${index} ${code}`, code, file, at] as const))(
    '%s is found once, at its byte',
    async (_, code, file, at) => {
      const findings = (await findingsOf(file)).filter((finding) => finding.code === code);
      expect(findings.map((finding) => finding.byte)).toEqual([at]);
    },
  );

  it('each have a file that breaks them', () => {
    expect([...new Set(BROKEN.map(([code]) => code))].sort()).toEqual(Object.keys(HEADER_RULES).sort());
  });

  it('find nothing in headers that follow the standard', async () => {
    const file = Buffer.concat([
      primaryHeader(
        [10],
        [
          card('EXTEND', true),
          card('DATE', '2024-09-12'),
          card('DATE-OBS', '2024-09-12T23:45:02.5'),
          card('OBJECT', "O''HARA"),
          card('GAIN', 1.5, "it's in e-/adu"),
          'UNDEFIN =                      / no value',
          'CPLX    = (1.0, -2.5E-3)',
          "LONGSTR = 'one &'",
          "CONTINUE  'two &'",
          "CONTINUE  '' / comment",
          'HIERARCH ESO DET some thing = abc',
          'HISTORY = 1.5e5 not a value',
          '        blank keyword',
        ],
      ),
      data(10),
      extensionHeader('IMAGE', [], [card('EXTNAME', 'SCI'), card('BSCALE', 1)]),
      tableHeader(
        'BINTABLE',
        35,
        [
          ['A', '4A'],
          ['B_1', '1J'],
          ['C', '1PE(12)'],
          ['D', '3X'],
          ['E', '1M'],
          ['F', '2B'],
        ],
        [card('TDIM1', '(2,2)'), card('TNULL2', -1), card('TDISP2', 'I8.8'), card('TDISP5', 'F8.3')],
      ),
      tableHeader('TABLE', 8, [['A', 'F8.3']], [card('TNULL1', '---')]),
    ]);
    expect(await findingsOf(file)).toEqual([]);
  });

  it('find nothing wrong with keywords of arrays in a compressed image', async () => {
    const compressed = tableHeader(
      'BINTABLE',
      8,
      [['COMPRESSED_DATA', '1PB(0)']],
      [card('ZIMAGE', true), card('ZNAXIS', 2), card('BZERO', 32768), card('CRVAL2', 0)],
    );
    expect(await findingsOf(Buffer.concat([PRIMARY, compressed]))).toEqual([]);
  });
});

it('of findings with the same code, a file has at most a thousand', async () => {
  const header = extensionHeader(
    'IMAGE',
    [],
    Array.from({ length: 800 }, () => 'a.b'),
  );
  const findings = await findingsOf(Buffer.concat([PRIMARY, header, header]));
  expect(findings).toHaveLength(MOST_OF_A_CODE);
  expect(findings.filter(({ message }) => message.endsWith('not listed)'))).toEqual([findings.at(-1)]);
});

describe('the names of extensions', () => {
  const named = (...cards: string[]): Buffer =>
    extensionHeader('IMAGE', [], [card('EXTNAME', 'SCI'), ...cards]);
  it('should differ', async () => {
    const findings = await findingsOf(Buffer.concat([PRIMARY, named(), named(card('EXTVER', 2)), named()]));
    expect(findings.map(({ code, hdu }) => [code, hdu])).toEqual([['same-extension-name', 3]]);
  });
});

describe('faults', () => {
  it('are findings, whose place is not in their message', async () => {
    const findings = await findingsOf(Buffer.concat([PRIMARY, Buffer.alloc(100, 'x')]));
    expect(findings).toEqual([
      {
        code: 'trailing-bytes',
        severity: 'error',
        hdu: 1,
        byte: 2880,
        message: expect.not.stringContaining('byte 2880'),
      },
    ]);
  });
});

it('the samples have no findings but their faults', async () => {
  for (const path of globSync('fits_data/**/*.fits*')) {
    const findings = await findingsOf(readFileSync(path));
    expect(
      findings.filter(({ severity }) => severity === 'error').map(({ code }) => code),
      path,
    ).toEqual(path.includes('m33-r') ? ['truncated-data'] : path.includes('ngc1365-r') ? ['not-fits'] : []);
  }
});

it('any bytes in a header are checked without an exception', async () => {
  const line = fc.oneof(
    fc.string({ maxLength: 80 }),
    fc.constantFrom(...BROKEN.map(([, file]) => file.toString('latin1', 240, 320))),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 20 }), async (lines) => {
      const findings = await findingsOf(primaryHeader([], lines));
      for (const { byte: at, message } of findings) {
        expect(at).toBeGreaterThanOrEqual(0);
        expect(message.length).toBeLessThanOrEqual(500);
      }
    }),
    { numRuns: effort(50) },
  );
});
