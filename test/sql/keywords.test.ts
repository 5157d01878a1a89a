import { describe, expect, it } from 'vitest';
import { type KeywordProblem, keywordColumns } from '../../lib/sql/keywords.ts';

describe('keywordColumns', () => {
  it('names columns in lower case, and keywords as in headers', () => {
    expect(keywordColumns(' gain:double, HIERARCH ESO  DPR CATG ,CD1_1: double,DATE-END:timestamp,')).toEqual(
      [
        { column: 'gain', keyword: 'GAIN', type: 'double' },
        { column: 'eso_dpr_catg', keyword: 'ESO DPR CATG', type: 'varchar' },
        { column: 'cd1_1', keyword: 'CD1_1', type: 'double' },
        { column: 'date_end', keyword: 'DATE-END', type: 'timestamp' },
      ],
    );
  });
  it.each([
    ['double', ['DOUBLE', 'float', 'Real', 'number']],
    ['bigint', ['BigInt', 'int', 'INTEGER']],
    ['varchar', ['VARCHAR', 'text', 'string', 'String']],
    ['timestamp', ['Timestamp', 'date']],
    ['boolean', ['BOOLEAN']],
  ])('accepts other names of the type %s', (type, words) => {
    for (const word of words) expect(keywordColumns(`GAIN:${word}`)).toMatchObject([{ type }]);
  });
  it('is empty for an empty setting', () => {
    expect(keywordColumns(' , ')).toEqual([]);
  });
  it.each<[string, string, KeywordProblem]>([
    ['GAIN:blob', 'GAIN:blob', 'type'],
    ['GAIN:constructor', 'GAIN:constructor', 'type'],
    ['GAIN:double:1', 'GAIN:double:1', 'colons'],
    ['OBJECT', 'OBJECT', 'column-exists'],
    ['SIZE', 'SIZE', 'column-exists'],
    ['HDU', 'HDU', 'column-exists'],
    ['GAIN, GAIN:double', 'GAIN:double', 'column-taken'],
    ['DATE_OBS', 'DATE_OBS', 'column-taken'],
    ['ESO A B, ESO-A-B', 'ESO-A-B', 'column-taken'],
    [':double', ':double', 'keyword'],
    ['GÄIN', 'GÄIN', 'keyword'],
    ['---', '---', 'keyword'],
    ['A\nB', 'A\nB', 'keyword'],
  ])('refuses %j and names the item', (setting, item, problem) => {
    expect(() => keywordColumns(setting)).toThrow(
      expect.objectContaining({ name: 'KeywordsRefused', item, problem }),
    );
  });
  it('says what is wrong in one sentence', () => {
    expect(() => keywordColumns('OBJECT')).toThrow(/^"OBJECT" is not needed: object is already a column$/);
    expect(() => keywordColumns('SIZE')).toThrow(
      /^"SIZE" would be the column size, which the views already have$/,
    );
    expect(() => keywordColumns('DATE_OBS')).toThrow(
      /^"DATE_OBS" would be the column date_obs, as DATE-OBS is$/,
    );
    expect(() => keywordColumns('ESO A B, ESO-A-B')).toThrow(
      /^"ESO-A-B" would be the column eso_a_b, as ESO A B is$/,
    );
    expect(() => keywordColumns('GAIN:blob')).toThrow(/ has no known type: varchar, double, bigint,/);
  });
});
