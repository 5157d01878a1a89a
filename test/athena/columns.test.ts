import { describe, expect, inject, it } from 'vitest';
import { VALUE_TYPES } from '../../lib/sql/everyday.ts';
import { keywordColumns } from '../../lib/sql/keywords.ts';
import { viewColumns } from '../../lib/sql/view-columns.ts';
import { VIEWS, views } from '../../lib/sql/views.ts';
import { EXAMPLE } from '../helpers/example-lake.ts';
import { addToLake } from '../helpers/small-lake.ts';
import { bothEngines } from './both-engines.ts';
import { askTrino } from './trino-client.ts';

// A view says in the catalog which columns it has. Where its SQL gives others, Athena may take it for stale.

/** Keywords of every type, and names that need quotes. */
const KEYWORDS = [...VALUE_TYPES.map((type) => `A ${type}:${type}`), 'O\'B"R', 'SELECT'].join(',');

describe('views in the catalog', () => {
  bothEngines({ name: 'columns', keywords: KEYWORDS, fill: (folder) => addToLake(folder, ...EXAMPLE) });
  const ask = (sql: string) => askTrino(inject('trino'), sql, 'columns');
  const added = keywordColumns(KEYWORDS);

  it.each(VIEWS)('%s has the columns that are declared for it', async (name) => {
    const { rows } = await ask(`DESCRIBE ${name}`);
    expect(rows.map(([column, type]) => ({ name: column, type }))).toEqual(viewColumns(name, added));
  });
  it.each(views(added))('$name has the columns that its SQL gives', async ({ name, sql }) => {
    const { columns } = await ask(sql);
    expect(columns.map((column) => ({ name: column.name, type: column.type }))).toEqual(
      viewColumns(name, added),
    );
  });
});
