import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bothEngines } from './both-engines.ts';
import { ingest } from './lakes/ingested.ts';

// The everyday questions of the README are the same in Athena.

const QUERY = /^\$ npx fits-datalake query (?:--keywords (.*) )?"(SELECT[^"]*)"$/gm;
const queries = [...readFileSync('README.md', 'utf8').matchAll(QUERY)].map(([, keywords = '', sql = '']) => ({
  keywords: keywords.replaceAll('"', ''),
  sql,
}));
const KEYWORDS = [...new Set(queries.flatMap(({ keywords }) => keywords.split(',')).filter(Boolean))].join(
  ',',
);

describe('the README', () => {
  const { agreeOn } = bothEngines({
    name: 'readme',
    keywords: KEYWORDS,
    fill: (folder) => ingest(folder, 'fits_data'),
  });
  it('has queries', () => {
    expect(queries.length).toBeGreaterThan(5);
  });
  it.each(queries)('$sql', async ({ sql }) => {
    expect(await agreeOn(sql)).toBeGreaterThan(0);
  });
});
