import { describe, expect, it } from 'vitest';
import { EVERYTHING, type Selection } from '../../lib/serve/page/state/selection.ts';
import { selectionSql } from '../../lib/serve/page/state/where.ts';
import { bothEngines } from './both-engines.ts';
import { ingest } from './lakes/ingest.ts';

// What the page shows as SQL has the same answer in Athena.

const SELECTIONS: readonly Selection[] = [
  EVERYTHING,
  { ...EVERYTHING, time: { from: 60_000.25, to: 61_000 } },
  { ...EVERYTHING, time: 'none' },
  { ...EVERYTHING, sky: { ra: 10.6847, dec: 41.2688, radius: 20 } },
  { ...EVERYTHING, sky: 'none' },
  { ...EVERYTHING, facets: { filter: ['R', 'B', null], instrument_name: ['MERICAM', "it's"] } },
  { ...EVERYTHING, spans: { t_exptime: { from: 10, to: 1000 }, airmass: { from: 1, to: 2.5 } } },
  {
    sky: { ra: 359.9, dec: -30, radius: 90 },
    time: { from: 40_000, to: 70_000 },
    facets: { image_type: ['object', null] },
    spans: {},
  },
];

describe('the SQL of a selection', () => {
  const { agreeOn } = bothEngines({
    name: 'selection',
    keywords: '',
    fill: (folder) => ingest(folder, 'fits_data'),
  });
  it.each(SELECTIONS.map((selection) => ({ selection })))('$selection', async ({ selection }) => {
    let rows = 0;
    for (const from of ['obscore', 'obscore_hdus']) {
      const sql = selectionSql(selection, {
        columns: ['source_key', 't_min', 's_ra', 'filter'],
        from,
        sort: { column: 't_min', descending: true },
        limit: 10_000,
      });
      // rows of the same time come in any order
      rows += await agreeOn(`SELECT * FROM (${sql}) AS selected`);
    }
    expect(rows).toBeGreaterThan(0);
  });
});
