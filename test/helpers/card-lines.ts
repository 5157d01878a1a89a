import fc from 'fast-check';

/** Records of headers: ordinary ones, odd ones, and any bytes. */
export const cardLine: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    "OBJECT  = 'M31     '           / target, of course",
    'EXPTIME =                120.0 / [s]',
    'GAIN    = +1.5D0',
    "NAME    = 'it''s \"so\"'",
    "LONG    = 'a&'",
    "CONTINUE  'b&' / c",
    "CONTINUE  'c'",
    'FLAG    = T',
    'FLAG    = F',
    'HISTORY a, b and "c"',
    'COMMENT \t tab and \x7f and \xe9 and \x85',
    '',
    'lower   = 5',
    "HIERARCH ESO A B = 'x' / y",
    'EMPTY   =',
  ),
  fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((c) => String.fromCharCode(c)), maxLength: 80 }),
);
