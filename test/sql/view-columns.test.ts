import { describe, expect, it } from 'vitest';
import { describedViews } from '../../lib/engines/duckdb/views.ts';
import { VALUE_TYPES } from '../../lib/sql/everyday.ts';
import { keywordColumns } from '../../lib/sql/keywords.ts';
import { viewColumns } from '../../lib/sql/view-columns.ts';

const everyType = keywordColumns(VALUE_TYPES.map((type, i) => `KEY ${i}:${type}`).join(','));

describe('viewColumns', () => {
  it.each([
    ['without keywords', []],
    ['with a keyword of each type', everyType],
  ])('are what DuckDB finds in the views, %s', async (_, keywords) => {
    const views = await describedViews(keywords);
    expect(views.length).toBeGreaterThan(3);
    for (const { name, columns } of views) {
      const declared = viewColumns(name, keywords);
      // DuckDB's timestamp has microseconds, and no other
      expect(declared.map((column) => ({ ...column, type: column.type.replace('(6)', '') }))).toEqual(
        columns,
      );
    }
  });

  it('a column is told once', () => {
    for (const view of ['headers', 'files', 'hdus', 'faults', 'removed'] as const) {
      const names = viewColumns(view, everyType).map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
    }
  });
});
