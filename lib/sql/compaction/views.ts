import { CHANGES_TABLE, TABLE } from '../../lake/table.ts';
import type { ViewColumn } from '../columns/definition.ts';
import type { KeywordColumn } from '../everyday.ts';
import { VIEWS, viewColumns } from '../view-columns.ts';
import { views } from '../views.ts';
import { pinnedTables, pinnedView } from './pin.ts';
import { INITIAL_STATE, SIDES, STATE, STATE_COLUMNS } from './state.ts';
import { CARDS, type CompactedTable, columnList, PIVOTED, ROW_COLUMNS, type TableColumn } from './tables.ts';

/** A view to declare in the catalog. */
export interface CatalogView {
  readonly name: string;
  readonly columns: readonly TableColumn[];
  readonly sql: string;
}

/** The columns of the view `freshness`. */
export const FRESHNESS_COLUMNS: readonly ViewColumn[] = [
  { name: 'last_run', type: 'timestamp(6)', about: 'when the last compaction started, UTC' },
  { name: 'finished', type: 'timestamp(6)', about: 'when it ended, UTC' },
  { name: 'waiting', type: 'bigint', about: 'files that were written since it started' },
];

/**
 * The deltas since the last run started. A comparison with constants reads only the days that it needs. Around midnight, a delta
 * may be in the folder of the day before.
 */
const FRESHNESS = `SELECT
  started AS last_run,
  finished,
  (
    SELECT count(*)
    FROM (
      SELECT DISTINCT source_bucket, source_key
      FROM ${CHANGES_TABLE}
      CROSS JOIN ${STATE}
      WHERE day >= coalesce(CAST(date(started - INTERVAL '1' HOUR) AS varchar), '')
        AND written >= coalesce(replace(CAST(started AS varchar), ' ', 'T'), '')
    ) AS changed
  ) AS waiting
FROM ${STATE}`;

/**
 * The views that users query with compaction on. They never change while runs switch sides, so CloudFormation can own them. The
 * side is a constant for the engine, which never looks at the tables of the other one.
 */
export function compactedViews(keywords: readonly KeywordColumn[]): CatalogView[] {
  const tables = pinnedTables(keywords);
  const ofTables = tables.map((table) => ({
    name: table.name,
    columns: table.columns,
    sql: bothSides(table),
  }));
  const isTable = (name: string): boolean => (PIVOTED as readonly string[]).includes(name);
  const ofCards = views(keywords, CARDS.name)
    .filter(({ name }) => !isTable(name))
    .map(({ name, sql }) => ({ name, sql, columns: viewColumns(name, keywords) }));
  const order = [...VIEWS, CARDS.name];
  return [
    ...[...ofTables, ...ofCards].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name)),
    { name: 'freshness', columns: FRESHNESS_COLUMNS, sql: FRESHNESS },
  ];
}

const bothSides = (table: CompactedTable): string =>
  SIDES.map(
    (side) =>
      `SELECT ${columnList(table.columns)} FROM ${pinnedView(side, table)} CROSS JOIN ${STATE} WHERE side = '${side}'`,
  ).join('\nUNION ALL\n');

/**
 * The views that the state machine replaces, as they are before its first run: over the small objects of the lake, and, after
 * a change of the layout, over the cards. CloudFormation creates them and must never update them, so the definition of a
 * name is fixed: what could change it is part of the name.
 */
export function machineViews(keywords: readonly KeywordColumn[]): CatalogView[] {
  const state = { name: STATE, columns: STATE_COLUMNS, sql: INITIAL_STATE };
  const pinned = pinnedTables(keywords).flatMap((table) => {
    const sql =
      table.name === CARDS.name
        ? `SELECT ${columnList(ROW_COLUMNS)} FROM ${TABLE}`
        : (views(keywords, CARDS.name).find(({ name }) => name === table.name)?.sql ?? '');
    return SIDES.map((side) => ({ name: pinnedView(side, table), columns: table.columns, sql }));
  });
  return [state, ...pinned];
}
