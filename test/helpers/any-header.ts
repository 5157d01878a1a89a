import fc from 'fast-check';
import { type HduHeader, type HeaderCard, headerOf } from '../../lib/sky/header.ts';
import { DEFAULT_SETTINGS } from '../../lib/sky/rules.ts';
import { inheritedKeywords } from '../../lib/sky/wanted.ts';

// Headers for property tests: the keywords that a deriver knows, with values that may be anything.

const KEYWORDS = [
  ...inheritedKeywords(DEFAULT_SETTINGS.rules),
  ...[
    'NAXIS',
    'NAXIS1',
    'NAXIS2',
    'NAXIS3',
    'ZIMAGE',
    'ZNAXIS',
    'EXTNAME',
    'INHERIT',
    'BUNIT',
    'GROUPS',
    'TFIELDS',
    'TTYPE1',
  ],
  ...[
    'CTYPE1',
    'CTYPE2',
    'CTYPE3',
    'CRVAL1',
    'CRVAL2',
    'CRVAL3',
    'CRPIX1',
    'CRPIX2',
    'CDELT1',
    'CDELT2',
    'CDELT3',
    'CD1_1',
  ],
  ...[
    'CD2_2',
    'CD1_2',
    'PV1_1',
    'PV2_1',
    'A_ORDER',
    'A_2_0',
    'CUNIT1',
    'CUNIT3',
    'LONPOLE',
    'RESTFRQ',
    'PTYPE1',
    'PTYPE2',
  ],
];

const TEXTS = [
  ...[
    '',
    ' ',
    'N/A',
    'M 31',
    'HST',
    'SDO/AIA',
    'true',
    'false',
    'T',
    'F',
    'SCIENCE',
    'FLAT,LAMP',
    'bias',
    'R',
    'CLEAR',
    'TT',
    'TDB',
    'TAI',
  ],
  ...[
    '2020-01-01',
    '2020-01-01T12:34:56.789',
    '31/12/99',
    '99:99:99',
    '12:34:56.7',
    '-00:00:01',
    '+90:00:00',
    '360.0',
    '1e400',
    'NaN',
  ],
  ...[
    'Infinity',
    '-0',
    '0',
    '1',
    '2',
    '3',
    '-1',
    '512',
    '1e-320',
    '1.7976931348623157e308',
    '58849.25',
    '2458849.75',
    '51910',
    '86400',
  ],
  ...[
    'RA---TAN',
    'DEC--TAN',
    'GLON-CAR',
    'GLAT-CAR',
    'RA---ZPN',
    'DEC--ZPN',
    'FREQ',
    'WAVE',
    'STOKES',
    'HPLN-TAN',
    'deg',
    'Hz',
    'Angstrom',
  ],
  ...[
    'Jy/beam',
    'adu',
    'EVENTS',
    'GTI',
    'RESPONSE',
    'd',
    'SOLARSYSTEM',
    'TIME',
    'FLUX',
    'UU',
    'VV',
    'ERR',
    '__proto__',
    'constructor',
  ],
];

const card: fc.Arbitrary<HeaderCard> = fc.record({
  value: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...TEXTS) },
    { weight: 2, arbitrary: fc.double().map(String) },
    fc.integer({ min: -10, max: 100_000 }).map(String),
    fc.string(),
  ),
  comment: fc.constantFrom(
    '',
    '[d]',
    'UTC',
    'mid exposure',
    '[h]',
    'east',
    '[pix]',
    'local time',
    '(J2000)',
    'degrees',
  ),
  type: fc.constantFrom('string', 'integer', 'float', 'logical', 'complex', 'undefined'),
});

const TYPES = ['PRIMARY', 'IMAGE', 'BINTABLE', 'RANDOM GROUPS', 'TABLE', 'FOREIGN'];

/** A header whose cards may say anything, for the given HDU. */
export const anyHeader = (): fc.Arbitrary<(hdu: number) => HduHeader> =>
  fc
    .record({
      cards: fc.array(fc.tuple(fc.constantFrom(...KEYWORDS), card), { maxLength: 60 }),
      type: fc.constantFrom(...TYPES),
    })
    .map(({ cards, type }) => {
      const byKeyword = new Map(cards);
      return (hdu: number): HduHeader => headerOf(hdu, type, byKeyword);
    });
