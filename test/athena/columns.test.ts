import { describe, expect, inject, it } from 'vitest';
import { VALUE_TYPES } from '../../lib/sql/everyday.ts';
import { keywordColumns } from '../../lib/sql/keywords.ts';
import { VIEWS, viewColumns } from '../../lib/sql/view-columns.ts';
import { views } from '../../lib/sql/views.ts';
import { EXAMPLE } from '../helpers/example-lake.ts';
import { addToLake } from '../helpers/small-lake.ts';
import { bothEngines } from './both-engines.ts';
import { askTrino } from './trino-client.ts';

// The catalog declares the columns of each view. If its SQL returns others, Athena may consider the view stale.

/** Keywords of every type, and names that need quotes. */
const KEYWORDS = [...VALUE_TYPES.map((type) => `A ${type}:${type}`), 'O\'B"R', 'SELECT'].join(',');

describe('a view in the catalog', () => {
  bothEngines({ name: 'columns', keywords: KEYWORDS, fill: (folder) => addToLake(folder, ...EXAMPLE) });
  const ask = (sql: string) => askTrino(inject('trino'), sql, 'columns');
  const added = keywordColumns(KEYWORDS);
  const declared = (view: (typeof VIEWS)[number]) =>
    viewColumns(view, added).map(({ name, type }) => ({ name, type }));

  it.each(VIEWS)('%s has the declared columns', async (name) => {
    const { rows } = await ask(`DESCRIBE ${name}`);
    expect(rows.map(([column, type]) => ({ name: column, type }))).toEqual(declared(name));
  });
  it.each(views(added))('$name has the columns that its SQL returns', async ({ name, sql }) => {
    const { columns } = await ask(sql);
    expect(columns.map((column) => ({ name: column.name, type: column.type }))).toEqual(declared(name));
  });
});
