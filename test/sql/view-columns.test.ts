import { describe, expect, it } from 'vitest';
import { describedViews } from '../../lib/engines/duckdb/described-views.ts';
import { VALUE_TYPES } from '../../lib/sql/everyday.ts';
import { keywordColumns } from '../../lib/sql/keywords.ts';
import { VIEWS, viewColumns } from '../../lib/sql/view-columns.ts';

const everyType = keywordColumns(VALUE_TYPES.map((type, i) => `KEY ${i}:${type}`).join(','));

describe('the declared columns of a view', () => {
  it.each([
    ['without keywords', []],
    ['with a keyword of each type', everyType],
  ])('are the columns that DuckDB finds in it, %s', async (_, keywords) => {
    const views = await describedViews(keywords);
    expect(views.map(({ name }) => name)).toEqual(VIEWS);
    for (const { name, columns } of views) {
      const declared = viewColumns(name, keywords);
      // DuckDB's timestamp always has microseconds
      expect(declared.map((column) => [column.name, column.type.replace('(6)', '')])).toEqual(
        columns.map((column) => [column.name, column.type]),
      );
    }
  });

  it.each(VIEWS)('have distinct names and a description each (%s)', (view) => {
    const columns = viewColumns(view, everyType);
    expect(new Set(columns.map(({ name }) => name)).size).toBe(columns.length);
    for (const { about } of columns) expect(about).toMatch(/^\S.{4,70}$/);
  });
});
