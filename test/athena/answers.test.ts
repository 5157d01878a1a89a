import { describe, expect, it } from 'vitest';
import { namedQueries } from '../../lib/sql/queries.ts';
import { VIEWS } from '../../lib/sql/render.ts';
import { EXAMPLE } from '../helpers/example-lake.ts';
import { tell } from '../helpers/small-lake.ts';
import { bothEngines } from './both-engines.ts';
import { ingest } from './lakes/ingested.ts';

describe.each([
  { name: 'example', keywords: '', fill: (folder: string) => tell(folder, ...EXAMPLE) },
  {
    name: 'samples',
    keywords: 'GAIN:double,ESO DPR CATG',
    fill: (folder: string) => ingest(folder, 'fits_data'),
  },
])('$name', ({ name, keywords, fill }) => {
  const { agreeOn, deployed } = bothEngines(name, keywords, fill);

  it.each(VIEWS)('the view %s', async (view) => {
    const rows = await agreeOn(`SELECT * FROM ${view}`);
    if (name === 'example') expect(rows).toBeGreaterThan(0);
  });
  it.each(namedQueries())('the query $name', async ({ name: query }) => {
    await agreeOn(deployed().queries.find((found) => found.name === query)!.sql);
  });
});
