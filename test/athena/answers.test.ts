import { describe, expect, it } from 'vitest';
import { exampleValues, namedQueries, withValues } from '../../lib/sql/queries.ts';
import { literal } from '../../lib/sql/text.ts';
import { VIEWS } from '../../lib/sql/view-columns.ts';
import { bothEngines } from './both-engines.ts';
import { isAvailable, LAKES } from './lakes/lakes.ts';

describe.each(LAKES)('both engines, over the lake $name,', (lake) => {
  if (!isAvailable(lake))
    return it.skip(`needs ${lake.from.join(', ')} (npm run test:aws writes the deployed lake)`);
  const { agreeOn, deployed } = bothEngines(lake);

  it.each(VIEWS)('have the same rows in the view %s', async (view) => {
    const rows = await agreeOn(`SELECT * FROM ${view}`);
    if (view === 'headers') expect(rows).toBeGreaterThan(0);
  });
  it.each(namedQueries())('answer the named query $name alike', async (query) => {
    const values = exampleValues(query);
    const { sql = '' } = deployed().queries.find(({ name }) => name === query.name) ?? {};
    const execution = query.parameters.map(({ type, example }) =>
      type === 'double' ? example : literal(example),
    );
    // as Athena runs a query with execution parameters
    const athena = `EXECUTE IMMEDIATE ${literal(sql)} USING ${execution.join(', ')}`;
    await agreeOn(withValues(query, values), execution.length === 0 ? sql : athena);
  });
});
