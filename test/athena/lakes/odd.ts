import { NASTY } from '../../helpers/example-lake.ts';
import type { Card, LakeFile } from '../../helpers/small-lake.ts';
import { COLLECTIONS, DATES, VALUES } from './odd-texts.ts';

// A lake with everything that the two engines might interpret differently.

/** What the header parser reads as a number. Everything else is text. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(E[+-]?\d+)?$/i;

/** Returns the cards of an HDU in which every column that is cast contains a text. */
const cardsWith = (text: string): readonly Card[] => [
  ['DATE-OBS', text],
  ['EXPTIME', text],
  ['AIRMASS', text, NUMBER.test(text) ? 'float' : 'string'],
  ['EXTNAME', 'X'],
  ['EXTVER', text],
  ['N', text],
  ['FLAG', text, 'logical'],
  ['START', text],
  ['OBJECT', text],
];

/** Exposure times by telescope, whose sum depends on the order of addition or is not a finite number. */
const SUMS: Readonly<Record<string, readonly string[]>> = {
  adder: ['0.1', '0.2', '0.3', '1E9', '0.3333333333333333', '-1E9', '123.456', '1E-7', '0.7'],
  // the sum must be rounded the same way in every order
  halves: ['0.0005', '0.001', '0.0015', '-0.0005', '1.0005', '2.0007'],
  large: ['1E300', '1', '-3E299'],
  overflowing: ['1E308', '1E308', '1E308'],
  infinite: ['1E400', '-1E400'],
  negative: ['-1E400', '7'],
};

const SUMMED: readonly LakeFile[] = Object.entries(SUMS).flatMap(([telescope, times]) =>
  times.map((time, index) => ({
    bucket: 'sums',
    key: `${telescope}/${index}.fits`,
    hdus: [
      [
        ['TELESCOP', telescope],
        ['EXPTIME', time, 'float'],
      ],
    ],
  })),
);

/** Two files that differ only in their bucket, with cards and faults that differ slightly. */
const ALIKE: readonly LakeFile[] = ['one', 'two'].map((bucket) => ({
  bucket,
  key: 'same/key.fits',
  hdus: [
    [
      ['GAIN', '2', 'integer', 'of the second amplifier'],
      ['GAIN', '1', 'integer', `in ${bucket}`],
      ['OBJECT', `in ${bucket}`],
      ['EXPTIME', '101', 'integer'],
    ],
    [
      ['GAIN', '3', 'integer'],
      ['EXTNAME', 'SCI'],
    ],
    [['EXTNAME', 'SCI']],
  ],
  faults: [
    { code: 'bad-card', reason: `b, in ${bucket}`, hdu: 0, byte: 80 },
    { code: 'bad-card', reason: `a, in ${bucket}`, hdu: 0, byte: 80 },
    { code: 'bad-card', reason: 'nowhere' },
  ],
}));

/** The files of the lake. */
export const ODD: readonly LakeFile[] = [
  { bucket: 'odd', key: 'dates.fits', hdus: DATES.map(cardsWith) },
  { bucket: 'odd', key: 'values.fits', hdus: VALUES.map(cardsWith) },
  {
    bucket: 'odd',
    key: 'texts.fits',
    hdus: [NASTY.map((text) => [text.slice(0, 68), text, 'string', text.slice(0, 60)])],
  },
  {
    bucket: 'odd',
    key: 'long/continue.fits',
    hdus: [[['LONG', "it's \\, ".repeat(300_000), 'string', 'of CONTINUE cards']]],
  },
  {
    bucket: 'odd',
    key: 'cut/a.fits',
    faults: [{ code: 'no-end', reason: 'ends in \\', hdu: 0, byte: 2 ** 40 }],
  },
  {
    bucket: 'odd',
    key: 'a\ufffdb/c+%41 é\u{1f30c}.fits',
    url: 's3://odd/a%0Ab/c%2B%2541%20%C3%A9%F0%9F%8C%8C.fits',
    hdus: [[['OBJECT', 'in a folder whose name has a newline']]],
  },
  { bucket: 'file:///r', key: '\ufffd.fits', url: 'file:///r/%1B.fits', hdus: [[['OBJECT', 'x']]] },
  { bucket: 'odd', key: 'gone/a, "b".fits', removed: '2026-10-11T12:13:14.567Z' },
  ...ALIKE,
  ...SUMMED,
  ...NASTY.slice(2).map(
    (text): LakeFile => ({ bucket: 'odd', key: `${text.slice(0, 900)}/x.fits`, hdus: [[['OBJECT', text]]] }),
  ),
  ...COLLECTIONS.map(
    (folder): LakeFile => ({ bucket: 'odd', key: `${folder}/x.fits`, hdus: [[['OBJECT', folder]]] }),
  ),
];

/** A setting `keywords` with columns of all types. */
export const ODD_KEYWORDS = 'GAIN:double,N:bigint,FLAG:boolean,START:timestamp,ESO DPR CATG';
