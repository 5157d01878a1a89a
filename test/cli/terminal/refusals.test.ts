import { describe, expect, it } from 'vitest';
import { type Queried, refusalText } from '../../../lib/cli/terminal/refusals.ts';
import { type Hint, QueryRefused } from '../../../lib/engines/query-refused.ts';

const text = (hint: Hint, queried: Queried = 'lake'): string =>
  refusalText(new QueryRefused({ kind: 'engine', sentence: 'no' }, { hint }), queried);

describe('the text of a refused query', () => {
  it('is its sentence if there is no hint', () => {
    expect(refusalText(new QueryRefused({ kind: 'no-sql' }), 'lake')).toBe('there is no SQL statement');
  });
  it.each<[Hint, string]>([
    [{ kind: 'column', column: 'date_obs' }, 'the column is date_obs'],
    [{ kind: 'quotes', text: "Barnard's" }, "quote strings with single quotes: 'Barnard''s'"],
    [
      { kind: 'keyword', keyword: 'GAIN', isNumber: true },
      "GAIN is a keyword: add --keywords GAIN:double to make it a column of files and hdus; headers has it where card_name = 'GAIN'",
    ],
    [
      { kind: 'keyword', keyword: 'ESO DPR CATG', isNumber: false },
      'ESO DPR CATG is a keyword: add --keywords "ESO DPR CATG" to make it a column of files and hdus; headers has it where card_name = \'ESO DPR CATG\'',
    ],
    [
      { kind: 'column-elsewhere', keyword: 'OBJECT', column: 'object' },
      "files and hdus have the column object, and obscore has target_name; headers has it where card_name = 'OBJECT'",
    ],
    [
      { kind: 'column-elsewhere', keyword: 'FLAG', column: 'flag' },
      "files and hdus have the column flag; headers has it where card_name = 'FLAG'",
    ],
    [{ kind: 'views', column: 'value', views: ['derived'] }, 'derived has the column value'],
    [
      { kind: 'views', column: 'hdu', views: ['hdus', 'headers', 'faults'] },
      'hdus, headers and faults have the column hdu',
    ],
    [{ kind: 'similar', name: 'median' }, 'did you mean median?'],
    [
      { kind: 'tables', tables: ['files', 'mine'], similar: 'mine' },
      'did you mean mine? there are files, mine',
    ],
    [{ kind: 'own-table', file: 'my.csv', table: 'my' }, 'to query a file, load it with --with my=my.csv'],
    [{ kind: 'own-table', file: 'my.xyz' }, 'to query a file, load it with --with NAME=FILE'],
    [
      { kind: 'cone-table' },
      'the observations near a position are FROM cone(ra, dec, radius), all in degrees',
    ],
    [{ kind: 'write-answer' }, 'to write the answer to a file, use --output FILE'],
    [
      { kind: 'raise-limit', limit: 'temp-space' },
      'select fewer rows or columns, or raise the limit with --temp-space SIZE or FITS_TEMP_SPACE',
    ],
    [{ kind: 'times', day: "'2024-09-12'", time: "'x'" }, "write a day as '2024-09-12' and a time as 'x'"],
  ])('ends with advice: %j', (hint, advice) => {
    expect(text(hint)).toBe(`no; ${advice}`);
  });
  it('mentions the time of the observation for the keyword DATE', () => {
    expect(text({ kind: 'keyword', keyword: 'DATE', isNumber: false })).toMatch(/is date_obs\)$/);
  });
  it('names options for a lake, and settings for a stack', () => {
    expect(text({ kind: 'numbers' }, 'lake')).toMatch(/--keywords GAIN:double$/);
    expect(text({ kind: 'numbers' }, 'stack')).toMatch(/GAIN:double in the stack's setting keywords$/);
    const maybe = text({ kind: 'maybe-keyword', keyword: 'FLTR', similar: 'filter' }, 'stack');
    expect(maybe).toMatch(/^no; did you mean filter\? or, if FLTR is a keyword: .* setting keywords$/);
  });
});
