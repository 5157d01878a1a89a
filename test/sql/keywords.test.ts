import { describe, expect, it } from 'vitest';
import { KeywordsRefused, keywordColumns } from '../../lib/sql/keywords.ts';

describe('keywordColumns', () => {
  it('names columns in lower case and keywords as headers have them', () => {
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
  ])('takes %s under its other names too', (type, words) => {
    for (const word of words) expect(keywordColumns(`GAIN:${word}`)).toMatchObject([{ type }]);
  });
  it('is empty for an empty setting', () => {
    expect(keywordColumns(' , ')).toEqual([]);
  });
  it.each([
    ['GAIN:blob', /"GAIN:blob" has no known type: varchar, double/],
    ['GAIN:constructor', /has no known type/],
    ['GAIN:double:1', /more than one colon/],
    ['OBJECT', /"OBJECT" would be the column object, which OBJECT has already/],
    ['SIZE', /"SIZE" would be the column size, which the views have already/],
    ['HDU', /the views have already/],
    ['GAIN, GAIN:double', /"GAIN:double" would be the column gain, which GAIN has already/],
    ['ESO A B, ESO-A-B', /"ESO-A-B" would be the column eso_a_b, which ESO A B has already/],
    [':double', /is no FITS keyword/],
    ['GÄIN', /is no FITS keyword/],
    ['---', /is no FITS keyword/],
    ['A\nB', /is no FITS keyword/],
  ])('refuses %j, and says why', (setting, why) => {
    expect(() => keywordColumns(setting)).toThrow(KeywordsRefused);
    expect(() => keywordColumns(setting)).toThrow(why);
    expect(() => keywordColumns(setting)).toThrow(/^keywords: /);
  });
});
