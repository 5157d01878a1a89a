import { card, type EdgeCase, joined, primary } from './case.ts';

// Keywords, commentary, and strings over several records: FITS standard 4.0, sections 4.1 and 4.2.1.2, and the HIERARCH
// convention. Each record is followed by the card that it should be read as.

const LONG = 'abcdefghij'.repeat(6);

/** Cases of keywords, commentary and long strings. */
export const KEYWORDS: readonly EdgeCase[] = [
  {
    about: 'unusual keywords',
    hdus: [
      primary(
        card('lower   = 5', 'LOWER', 'integer', '5'),
        card('  LEFT  = 5', 'LEFT', 'integer', '5'),
        card('A-_1    = 5', 'A-_1', 'integer', '5'),
        card('KEY     =5', 'KEY', 'commentary', '=5'),
        card('K2=5', 'K2=5', 'commentary', ''),
        card('LONGKEYWORD= 5', 'LONGKEYW', 'commentary', 'ORD= 5'),
        card('NOVALUE', 'NOVALUE', 'commentary', ''),
        card('ENDING  = 1', 'ENDING', 'integer', '1'),
        card('end', 'END', 'commentary', ''),
      ),
    ],
  },
  {
    about: 'commentary',
    hdus: [
      primary(
        card('COMMENT   two leading blanks', 'COMMENT', 'commentary', '  two leading blanks'),
        card("COMMENT = 'not a value' / text", 'COMMENT', 'commentary', "= 'not a value' / text"),
        card('HISTORY', 'HISTORY', 'commentary', ''),
        card('HISTORY reduced', 'HISTORY', 'commentary', 'reduced'),
        card('        blank keyword', '', 'commentary', 'blank keyword'),
        card('        = 5', '', 'commentary', '= 5'),
      ),
    ],
  },
  {
    about: 'duplicate keywords and blank records, in their order, without the blank records before END',
    hdus: [
      {
        cards: [
          ...primary(
            card('OBJECT  =', 'OBJECT', 'undefined'),
            card('', '', 'commentary'),
            card("OBJECT  = 'M31'", 'OBJECT', 'string', 'M31'),
            card("OBJECT  = 'M33'", 'OBJECT', 'string', 'M33'),
          ).cards,
          { records: ['', ''], expected: [] },
        ],
      },
    ],
  },
  {
    about: 'HIERARCH keywords',
    hdus: [
      primary(
        card("HIERARCH ESO INS  LENS = 'L2' / lens", 'ESO INS LENS', 'string', 'L2', 'lens'),
        card('HIERARCH eso det a=-1.5', 'ESO DET A', 'float', '-1.5'),
        card('HIERARCH ESO OBS ID = 7 / id', 'ESO OBS ID', 'integer', '7', 'id'),
        card('HIERARCH ESO LAMP ON = T', 'ESO LAMP ON', 'logical', 'true'),
        card('HIERARCH ESO SHUT = / broken', 'ESO SHUT', 'undefined', '', 'broken'),
        card('HIERARCH no equals sign', 'HIERARCH', 'commentary', ' no equals sign'),
        card("HIERARCH = 'x'", 'HIERARCH', 'commentary', " = 'x'"),
      ),
    ],
  },
  {
    about: 'strings that CONTINUE joins',
    hdus: [
      primary(
        joined(["TWO     = 'one &' / a", "CONTINUE  'two' / b"], 'TWO', 'string', 'one two', 'a b'),
        joined(
          ["THREE   = 'one  &  '", "CONTINUE  'two''s&' / b", "continue   'three   ' /"],
          ...(['THREE', 'string', "one  two'sthree", 'b'] as const),
        ),
        joined(["NOTHING = 'one &'", "CONTINUE  '' / c"], 'NOTHING', 'string', 'one', 'c'),
        joined(
          [`LONG    = '${LONG}&'`, ...Array<string>(30).fill(`CONTINUE  '${LONG}&'`), "CONTINUE  '.'"],
          ...(['LONG', 'string', `${LONG.repeat(31)}.`, ''] as const),
        ),
        joined(["HIERARCH ESO A = 'one&'", "CONTINUE  'two'"], 'ESO A', 'string', 'onetwo', ''),
        joined(["LAST    = 'one&'", "CONTINUE  'two&'"], 'LAST', 'string', 'onetwo&', ''),
      ),
    ],
  },
  {
    about: 'CONTINUE that does not continue anything',
    hdus: [
      primary(
        card("ALONE   = 'one&'", 'ALONE', 'string', 'one&'),
        card('NEXT    = 1', 'NEXT', 'integer', '1'),
        card("PLAIN   = 'one'", 'PLAIN', 'string', 'one'),
        card("CONTINUE  'two' / c", 'CONTINUE', 'commentary', "  'two' / c"),
        card('HISTORY one&', 'HISTORY', 'commentary', 'one&'),
        card("CONTINUE  'two'", 'CONTINUE', 'commentary', "  'two'"),
        card("VALUED  = 'one&'", 'VALUED', 'string', 'one&'),
        card("CONTINUE= 'x'", 'CONTINUE', 'string', 'x'),
        card("UNQUOT  = 'one&'", 'UNQUOT', 'string', 'one&'),
        card('CONTINUE  two', 'CONTINUE', 'commentary', '  two'),
      ),
    ],
  },
];
