import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { effort } from '../helpers/effort.ts';
import { primary } from '../helpers/fits.ts';
import { readBytes } from '../helpers/read-file.ts';

/** The cards of these records, which follow the mandatory ones: name, type, value, comment. */
async function cardsOf(...records: string[]): Promise<string[][]> {
  const { cards } = await readBytes(primary([], records));
  return cards.slice(3).map(({ name, type, value, comment }) => [name, type, value, comment]);
}

describe('parses the value', () => {
  it.each([
    ["K       = 'text'             / what it is", 'string', 'text', 'what it is'],
    ["K       = 'O''Neil  '", 'string', "O'Neil", ''],
    ["K       = ''''''''", 'string', "'''", ''],
    ["K       = ''", 'string', '', ''],
    ["K       = '   '", 'string', '', ''],
    ["K       = '  leading and trailing  '", 'string', '  leading and trailing', ''],
    ["K       = 'a / b' / c / d", 'string', 'a / b', 'c / d'],
    ["K       = 'open / no comment", 'string', 'open / no comment', ''],
    ["K       = 'text' junk / c", 'string', 'text', 'c'],
    ["K       = 'x'/c", 'string', 'x', 'c'],
    ["DP1     = 'NAXES: 2'", 'string', 'NAXES: 2', ''],
    ['K       =                   42 / n', 'integer', '42', 'n'],
    ['K       = +007', 'integer', '7', ''],
    ['K       = -007', 'integer', '-7', ''],
    ['K       = -0', 'integer', '0', ''],
    ['K       = 000', 'integer', '0', ''],
    ['K       = - 5', 'integer', '-5', ''],
    ['K       = 123456789012345678901234567890', 'integer', '123456789012345678901234567890', ''],
    ['K       = 1.', 'float', '1.', ''],
    ['K       = .5', 'float', '.5', ''],
    ['K       = +.5', 'float', '.5', ''],
    ['K       = -00.50', 'float', '-00.50', ''],
    ['K       = 1e5', 'float', '1E5', ''],
    ['K       = 1.0D+05', 'float', '1.0E+05', ''],
    ['K       = 1.0d-05', 'float', '1.0E-05', ''],
    ['K       = 1.0 E5', 'float', '1.0E5', ''],
    ['K       = 3.141592653589793238462643383279', 'float', '3.141592653589793238462643383279', ''],
    ['K       = (1, -2.5D3)', 'complex', '(1,-2.5E3)', ''],
    ['K       = ( +1.0 , 02 ) / c', 'complex', '(1.0,2)', 'c'],
    ['K       = (1, 2', 'string', '(1, 2', ''],
    ['K       =                    T / yes', 'logical', 'true', 'yes'],
    ['K       = F/no', 'logical', 'false', 'no'],
    ['K       = t', 'string', 't', ''],
    ['K       = TRUE', 'string', 'TRUE', ''],
    ['K       = NaN', 'string', 'NaN', ''],
    ['K       = Inf', 'string', 'Inf', ''],
    ['K       = 1.5 2.5', 'string', '1.5 2.5', ''],
    ['K       = E5', 'string', 'E5', ''],
    ['K       = 1E', 'string', '1E', ''],
    ['K       = .', 'string', '.', ''],
    ['K       = -', 'string', '-', ''],
    ['K       = 2020-01-01 / day', 'string', '2020-01-01', 'day'],
    ['K       =', 'undefined', '', ''],
    ['K       = / c', 'undefined', '', 'c'],
    ['K       =                      /', 'undefined', '', ''],
    ["K       = 'x' /  \ta\tb  ", 'string', 'x', '\ta\tb'],
    ["K       = '\u00e9\u00c5' / \u00b0", 'string', '\u00e9\u00c5', '\u00b0'],
  ])('%s', async (text, type, value, comment) => {
    expect(await cardsOf(text)).toEqual([[text.startsWith('DP1') ? 'DP1' : 'K', type, value, comment]]);
  });
});

describe('parses the keyword', () => {
  it.each([
    ['lower   = 5', ['LOWER', 'integer', '5', '']],
    ['  LEFT  = 5', ['LEFT', 'integer', '5', '']],
    ['K2=5', ['K2=5', 'commentary', '', '']],
    ['KEY     =5', ['KEY', 'commentary', '=5', '']],
    ['KEY     =\t5', ['KEY', 'commentary', '=\t5', '']],
    ['LONGKEYWORD= 5', ['LONGKEYW', 'commentary', 'ORD= 5', '']],
    ['COMMENT   two blanks stay  ', ['COMMENT', 'commentary', '  two blanks stay', '']],
    ["COMMENT = 'not a value' / x", ['COMMENT', 'commentary', "= 'not a value' / x", '']],
    ['HISTORY', ['HISTORY', 'commentary', '', '']],
    ['        = 5', ['', 'commentary', '= 5', '']],
    ['        text', ['', 'commentary', 'text', '']],
    ["CONTINUE  'orphan' / c", ['CONTINUE', 'commentary', "  'orphan' / c", '']],
    ["CONTINUE= 'x'", ['CONTINUE', 'string', 'x', '']],
    ['end     text', ['END', 'commentary', 'text', '']],
    ["HIERARCH ESO INS  LENS = 'x' / c", ['ESO INS LENS', 'string', 'x', 'c']],
    ['HIERARCH eso det a=-1.5', ['ESO DET A', 'float', '-1.5', '']],
    ['HIERARCH no equals here', ['HIERARCH', 'commentary', ' no equals here', '']],
    ["HIERARCH = 'x'", ['HIERARCH', 'commentary', " = 'x'", '']],
    ['HIERARCH= 5', ['HIERARCH', 'integer', '5', '']],
  ])('%s', async (text, card) => {
    expect(await cardsOf(text)).toEqual([card]);
  });

  it('keeps duplicates, their order and blank cards between them, but drops the blank cards before END', async () => {
    expect(await cardsOf('K = 1'.replace(' = ', '       = '), '', 'K       = 2', '', '')).toEqual([
      ['K', 'integer', '1', ''],
      ['', 'commentary', '', ''],
      ['K', 'integer', '2', ''],
    ]);
  });
});

describe('CONTINUE', () => {
  it('joins values that end in &, joins comments with a blank, and strips trailing blanks', async () => {
    expect(
      await cardsOf(
        "K       = 'one  &  ' / a",
        "CONTINUE  'two''s&' / b",
        "continue   'three   ' /",
        'L       = 1',
      ),
    ).toEqual([
      ['K', 'string', "one  two's" + 'three', 'a b'],
      ['L', 'integer', '1', ''],
    ]);
  });
  it("ends the value with CONTINUE '' and drops the &", async () => {
    expect(await cardsOf("K       = 'one &'", "CONTINUE  '' / c")).toEqual([['K', 'string', 'one', 'c']]);
  });
  it('keeps an & without a CONTINUE after it', async () => {
    expect(await cardsOf("K       = 'one&'", 'L       = 1')).toEqual([
      ['K', 'string', 'one&', ''],
      ['L', 'integer', '1', ''],
    ]);
    expect(await cardsOf("K       = 'one&'", "CONTINUE  'two&'")).toEqual([['K', 'string', 'onetwo&', '']]);
  });
  it.each([
    ["K       = 'one'", "CONTINUE  'two'", 'string', 'one'],
    ['COMMENT one&', "CONTINUE  'two'", 'commentary', 'one&'],
    ["K       = 'one&'", 'CONTINUE  two', 'string', 'one&'],
  ])('does not join %s and %s', async (first, second, type, value) => {
    const cards = await cardsOf(first, second);
    expect(cards.map((card) => card[0])).toEqual([first.startsWith('K') ? 'K' : 'COMMENT', 'CONTINUE']);
    expect(cards[0]).toContain(type);
    expect(cards[0]).toContain(value);
    expect(cards[1]?.[1]).toBe('commentary');
  });
  it('joins the value of a HIERARCH card', async () => {
    expect(await cardsOf("HIERARCH ESO A = 'one&'", "CONTINUE  'two'")).toEqual([
      ['ESO A', 'string', 'onetwo', ''],
    ]);
  });
  it('joins ten thousand records', async () => {
    const records = Array.from({ length: 10_000 }, () => `CONTINUE  '${'x'.repeat(60)}&' / c`);
    const [card] = await cardsOf("K       = 'x&'", ...records, "CONTINUE  'end'");
    expect(card?.[2]).toHaveLength(1 + 60 * 10_000 + 3);
    expect(card?.[3]).toHaveLength(2 * 10_000 - 1);
  });
});

describe('any header', () => {
  const text = fc.string({
    unit: fc.integer({ min: 0x20, max: 0x7e }).map((c) => String.fromCharCode(c)),
    maxLength: 66,
  });

  it('returns every string, without its trailing blanks', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        const quoted = `K       = '${value.replaceAll("'", "''")}'`;
        fc.pre(quoted.length <= 80);
        expect(await cardsOf(quoted)).toEqual([['K', 'string', value.trimEnd(), '']]);
      }),
      { numRuns: effort(100) },
    );
  });

  it('returns every number with its value', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ noNaN: true, noDefaultInfinity: true }), async (value) => {
        const [card] = await cardsOf(`K       = ${String(value).replace('e', 'D')}`);
        expect(['integer', 'float']).toContain(card?.[1]);
        expect(Number(card?.[2])).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  it('makes every record a card or part of one, whatever its bytes', async () => {
    const bytes = fc.uint8Array({ minLength: 80, maxLength: 800 });
    await fc.assert(
      fc.asyncProperty(bytes, async (noise) => {
        const whole = noise.subarray(0, noise.length - (noise.length % 80));
        const records = Array.from({ length: whole.length / 80 }, (_, i) =>
          Buffer.from(whole.subarray(i * 80, i * 80 + 80)).toString('latin1'),
        );
        const cards = await cardsOf(...records.map((record) => `K${record.slice(1)}`), 'LAST    = 1');
        expect(cards.length).toBe(records.length + 1);
      }),
      { numRuns: effort(100) },
    );
  });
});
