import { describe, expect, it } from 'vitest';
import { listing } from '../../../lib/cli/query/listing.ts';
import { keywordColumns } from '../../../lib/sql/keywords.ts';

describe('the listing of what can be queried', () => {
  it('has the views with their columns and types, the named queries and examples', async () => {
    const text = await listing();
    for (const part of [
      '\n\nheaders: One row per card',
      '\n\nfiles: One row per file',
      '\n\nhdus: One row per HDU',
      ' date_obs timestamp',
      ' removed_at timestamp',
      ' card_number double',
      'long-exposures',
      'Examples:',
      'eso_dpr_catg',
    ]) {
      expect(text).toContain(part);
    }
  });
  it('has keyword columns', async () => {
    const text = await listing(keywordColumns('GAIN:double'));
    expect(text.match(/gain double/g)).toHaveLength(2);
  });
  it('wraps descriptions and columns at 100 characters', async () => {
    const views = (await listing()).replace(/\n\nNamed queries[\s\S]*/, '');
    expect(Math.max(...views.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(views).toMatch(
      /^ {2}source_bucket, source_key, source_url, path, collection, size bigint, .+\n {2}\S/m,
    );
  });
});
