import type { Engine, Rule } from '../../lib/engines/dialects/rule.ts';
import { RULES } from '../../lib/engines/dialects/rules.ts';
import { markdownTable } from './markdown.ts';

// The tables of docs/reference/dialects.md.

/** What both engines accept, and answer differently. */
export const answersTable = (): string =>
  markdownTable(
    ['SQL', 'local lake (DuckDB)', 'stack (Athena)', 'the same on both'],
    RULES.flatMap((rule) =>
      rule.what === 'differs' ? [[rule.say, rule.duckdb, rule.athena, rule.instead]] : [],
    ),
  );

const refusedBy = (engine: Engine): Rule[] =>
  RULES.filter((rule) => rule.what === 'refused' && rule.on === engine);

const refusals = (engine: Engine): string[][] => refusedBy(engine).map(({ say, instead }) => [say, instead]);

/** What only DuckDB accepts. */
export const refusedByAthena = (): string => markdownTable(['DuckDB', 'on both'], refusals('athena'));

/** What only Athena accepts. */
export const refusedByDuckdb = (): string => markdownTable(['Athena', 'on both'], refusals('duckdb'));
