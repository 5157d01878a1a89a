import { card, type EdgeCase, primary } from './case.ts';

// Values: FITS standard 4.0, section 4.2. Each record is followed by the card that it should be read as.

/** Cases of values of every type. */
export const VALUES: readonly EdgeCase[] = [
  {
    about: 'quoted strings',
    hdus: [
      primary(
        card("PLAIN   = 'text    '           / comment", 'PLAIN', 'string', 'text', 'comment'),
        card("QUOTE   = 'O''Neil'", 'QUOTE', 'string', "O'Neil"),
        card("QUOTES  = ''''''''", 'QUOTES', 'string', "'''"),
        card("NULLSTR = ''", 'NULLSTR', 'string', ''),
        card("BLANKS  = '        '", 'BLANKS', 'string', ''),
        card("LEADING = '  two'", 'LEADING', 'string', '  two'),
        card("SLASH   = 'a / b' / c / d", 'SLASH', 'string', 'a / b', 'c / d'),
        card("NOSPACE = 'x'/c", 'NOSPACE', 'string', 'x', 'c'),
        card(
          "FULL    = '1234567890123456789012345678901234567890123456789012345678901234567'",
          'FULL',
          'string',
          '1234567890123456789012345678901234567890123456789012345678901234567',
        ),
        card("RVKC    = 'NAXES: 2'", 'RVKC', 'string', 'NAXES: 2'),
        card('COMMA   = \'a,"b",c\'', 'COMMA', 'string', 'a,"b",c'),
      ),
    ],
  },
  {
    about: 'strings that break the rules of quoting',
    hdus: [
      primary(
        card(
          "OPEN    = 'no closing quote / not a comment",
          'OPEN',
          'string',
          'no closing quote / not a comment',
        ),
        card("JUNK    = 'text' ignored / comment", 'JUNK', 'string', 'text', 'comment'),
        card('BARE    = M31 / galaxy', 'BARE', 'string', 'M31', 'galaxy'),
        card('DAY     = 2020-01-01 / bare date', 'DAY', 'string', '2020-01-01', 'bare date'),
      ),
    ],
  },
  {
    about: 'integers',
    hdus: [
      primary(
        card('FIXED   =                   42 / fixed format', 'FIXED', 'integer', '42', 'fixed format'),
        card('FREE    = 42', 'FREE', 'integer', '42'),
        card('PLUS    = +42', 'PLUS', 'integer', '42'),
        card('MINUS   = -42', 'MINUS', 'integer', '-42'),
        card('ZEROS   = -007', 'ZEROS', 'integer', '-7'),
        card('NEGZERO = -0', 'NEGZERO', 'integer', '0'),
        card('ALLZERO = 000', 'ALLZERO', 'integer', '0'),
        card('SPACED  = - 5', 'SPACED', 'integer', '-5'),
        card('BIG     = 9007199254740993', 'BIG', 'integer', '9007199254740993'),
        card('HUGE    = 123456789012345678901234567890', 'HUGE', 'integer', '123456789012345678901234567890'),
      ),
    ],
  },
  {
    about: 'floats, with their own digits',
    hdus: [
      primary(
        card('POINT   = 1.', 'POINT', 'float', '1.'),
        card('FRACT   = .5', 'FRACT', 'float', '.5'),
        card('PLUS    = +.5', 'PLUS', 'float', '.5'),
        card('DIGITS  = 3.141592653589793238462643', 'DIGITS', 'float', '3.141592653589793238462643'),
        card('ZEROS   = -00.50', 'ZEROS', 'float', '-00.50'),
        card('UPPER   = 1.5E+03', 'UPPER', 'float', '1.5E+03'),
        card('LOWER   = 1e5', 'LOWER', 'float', '1E5'),
        card('DOUBLE  = 1.0D+05', 'DOUBLE', 'float', '1.0E+05'),
        card('LOWERD  = 1.0d-05', 'LOWERD', 'float', '1.0E-05'),
        card('SPACED  = 1.0 E5', 'SPACED', 'float', '1.0E5'),
      ),
    ],
  },
  {
    about: 'complex numbers',
    hdus: [
      primary(
        card('WHOLE   = (1, -2)', 'WHOLE', 'complex', '(1,-2)'),
        card('REAL    = (1.5, -2.5D3) / c', 'REAL', 'complex', '(1.5,-2.5E3)', 'c'),
        card('SPACED  = ( +1.0 , 02 )', 'SPACED', 'complex', '(1.0,2)'),
        card('OPEN    = (1, 2', 'OPEN', 'string', '(1, 2'),
      ),
    ],
  },
  {
    about: 'logical and undefined values',
    hdus: [
      primary(
        card('YES     =                    T / yes', 'YES', 'logical', 'true', 'yes'),
        card('NO      =                    F / no', 'NO', 'logical', 'false', 'no'),
        card('FREE    = T', 'FREE', 'logical', 'true'),
        card('UNDEF   =                      / unknown', 'UNDEF', 'undefined', '', 'unknown'),
        card('EMPTY   =', 'EMPTY', 'undefined'),
      ),
    ],
  },
  {
    about: 'text that is not a value of any type as a string',
    hdus: [
      primary(
        card('NAN     = NaN', 'NAN', 'string', 'NaN'),
        card('INF     = -Inf', 'INF', 'string', '-Inf'),
        card('LOWERT  = t', 'LOWERT', 'string', 't'),
        card('WORD    = TRUE', 'WORD', 'string', 'TRUE'),
        card('TWO     = 1.5 2.5', 'TWO', 'string', '1.5 2.5'),
        card('EXPONE  = E5', 'EXPONE', 'string', 'E5'),
        card('NOEXP   = 1E', 'NOEXP', 'string', '1E'),
      ),
    ],
  },
  {
    about: 'bytes that are not printable ASCII, as Latin-1',
    hdus: [
      primary(
        card(
          "LATIN   = '\u00c5ngstr\u00f6m' / 20 \u00b0C",
          'LATIN',
          'string',
          '\u00c5ngstr\u00f6m',
          '20 \u00b0C',
        ),
        card("TAB     = 'a\tb' / c\td", 'TAB', 'string', 'a\tb', 'c\td'),
        card('COMMENT \u0000 and \u007f', 'COMMENT', 'commentary', '\u0000 and \u007f'),
      ),
    ],
  },
];
