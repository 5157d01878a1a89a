import { describe, expect, it } from 'vitest';
import { namedQueries } from '../../lib/sql/queries.ts';
import { VIEWS } from '../../lib/sql/views.ts';
import { bothEngines } from './both-engines.ts';
import { isThere, LAKES } from './lakes/lakes.ts';

describe.each(LAKES)('$name', (lake) => {
  if (!isThere(lake))
    return it.skip(`there is no ${lake.from.join(', ')} (npm run test:aws makes a deployed lake)`);
  const { agreeOn, deployed } = bothEngines(lake);

  it.each(VIEWS)('the view %s', async (view) => {
    const rows = await agreeOn(`SELECT * FROM ${view}`);
    if (view === 'headers') expect(rows).toBeGreaterThan(0);
  });
  it.each(namedQueries())('the query $name', async ({ name }) => {
    const query = deployed().queries.find((found) => found.name === name);
    await agreeOn(query?.sql ?? '');
  });
});
