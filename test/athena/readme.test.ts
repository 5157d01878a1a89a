import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bothEngines } from './both-engines.ts';
import { ingest } from './lakes/ingest.ts';

// The sample queries of the README and of the guides have the same answers in Athena.

const QUERY = /^\$ npx fits-datalake query (?:--keywords (.*) )?"(SELECT[^"]*)"$/gm;
const PAGES = ['README.md', 'docs/guides/asking.md', 'docs/guides/a-night.md']
  .map((page) => readFileSync(page, 'utf8'))
  .join('\n');
const queries = [...PAGES.matchAll(QUERY)].map(([, keywords = '', sql = '']) => ({
  keywords: keywords.replaceAll('"', ''),
  sql,
}));
const KEYWORDS = [...new Set(queries.flatMap(({ keywords }) => keywords.split(',')).filter(Boolean))].join(
  ',',
);

describe('a query of the documentation', () => {
  const { agreeOn } = bothEngines({
    name: 'readme',
    keywords: KEYWORDS,
    fill: (folder) => ingest(folder, 'fits_data'),
  });
  it('is one of several', () => {
    expect(queries.length).toBeGreaterThan(5);
  });
  it.each(queries)('has the same answer in both engines: $sql', async ({ sql }) => {
    expect(await agreeOn(sql)).toBeGreaterThan(0);
  });
});
