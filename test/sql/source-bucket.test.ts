import { describe, expect, it } from 'vitest';
import { CARDS, OBJECTS, pivotedTables } from '../../lib/sql/compaction/tables.ts';
import { compactedViews } from '../../lib/sql/compaction/views.ts';
import { VIEWS, viewColumns } from '../../lib/sql/view-columns.ts';
import { rowsOf, sharedLake } from '../helpers/ask.ts';
import { observation } from '../helpers/observation.ts';

const KEY = 'raw/a.fits';
const IN_BOTH = ['archive', 'survey'].map((bucket) => ({
  ...observation(KEY, { target_name: bucket }, { 0: { s_ra: '1', s_dec: '2' } }),
  bucket,
  hdus: [[['OBJECT', bucket]]] as const,
  faults: [{ code: 'no-end', reason: 'of a test' }],
}));
const GONE = ['archive', 'survey'].map((bucket) => ({
  bucket,
  key: 'b.fits',
  removed: '2026-11-25 00:00:00',
}));

describe('files with the same key in two buckets', () => {
  const lake = sharedLake([...IN_BOTH, ...GONE]);

  it.each(VIEWS)('are two in %s, which names their buckets', async (view) => {
    const rows = await rowsOf(lake(), `SELECT source_bucket, count(*) FROM ${view} GROUP BY 1 ORDER BY 1`);
    const [[, ofArchive] = [], [, ofSurvey] = []] = rows;
    expect(rows.map(([bucket]) => bucket)).toEqual(['archive', 'survey']);
    expect(ofArchive).toBe(ofSurvey);
  });

  it('have their own values, addresses and identifiers', async () => {
    const sql = 'SELECT target_name, source_url FROM obscore ORDER BY 1';
    expect(await rowsOf(lake(), sql)).toEqual([
      ['archive', `s3://archive/${KEY}`],
      ['survey', `s3://survey/${KEY}`],
    ]);
    expect(await rowsOf(lake(), 'SELECT source_bucket, object FROM files ORDER BY 1')).toEqual([
      ['archive', 'archive'],
      ['survey', 'survey'],
    ]);
  });
});

describe('the column source_bucket', () => {
  const hasBucket = (columns: readonly { readonly name: string }[]): boolean =>
    columns.some(({ name }) => name === 'source_bucket');

  it.each(VIEWS)('is in the view %s', (view) => {
    expect(hasBucket(viewColumns(view))).toBe(true);
  });

  it('is in every compacted table, and in every view over them that shows files', () => {
    for (const { name, columns } of [CARDS, OBJECTS, ...pivotedTables([])])
      expect(hasBucket(columns), name).toBe(true);
    for (const { name, columns } of compactedViews([]))
      expect(hasBucket(columns), name).toBe(name !== 'freshness');
  });
});
