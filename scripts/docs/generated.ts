import { lakeSettingsTable, settingsTable } from '../../lib/cloud/settings/table.ts';
import { readResults, resultsTable } from '../bench/table.ts';
import { costsSection, observatorySection, pricesTable } from './costs.ts';
import { answersTable, refusedByAthena, refusedByDuckdb } from './dialects.ts';
import { faultsTable } from './faults.ts';
import { findingsTable } from './findings.ts';
import { limitsTable } from './limits.ts';
import { imageTypeWords, knownSites, observationCounts, unknownValues } from './observations.ts';
import { verbsSection } from './verbs.ts';
import { namedQueriesTable, viewsSection } from './views.ts';

/** What a page can contain between `<!-- generated: NAME -->` and `<!-- end -->`, by name. */
const GENERATORS: Readonly<Record<string, () => string | Promise<string>>> = {
  costs: costsSection,
  'costs of an observatory': observatorySection,
  prices: pricesTable,
  'different answers': answersTable,
  faults: faultsTable,
  findings: findingsTable,
  'lake settings': lakeSettingsTable,
  limits: limitsTable,
  'image types': imageTypeWords,
  'known sites': knownSites,
  'named queries': namedQueriesTable,
  'observation counts': observationCounts,
  'refused by Athena': refusedByAthena,
  'refused by DuckDB': refusedByDuckdb,
  performance: () => resultsTable(readResults()),
  settings: settingsTable,
  'unknown values': unknownValues,
  verbs: verbsSection,
  views: viewsSection,
};

const BLOCK = /<!-- generated: (.+?) -->\n[\s\S]*?<!-- end -->/g;

/**
 * Returns a page with its generated blocks brought up to date.
 *
 * @throws Error if a block has a name that no generator has
 */
export async function refreshed(page: string): Promise<string> {
  const contents = new Map<string, string>();
  for (const [, name = ''] of page.matchAll(BLOCK)) {
    const generate = GENERATORS[name];
    if (generate === undefined) throw new Error(`no generator is named ${name}`);
    contents.set(name, await generate());
  }
  return page.replace(
    BLOCK,
    (_, name: string) => `<!-- generated: ${name} -->\n\n${contents.get(name)}\n\n<!-- end -->`,
  );
}
