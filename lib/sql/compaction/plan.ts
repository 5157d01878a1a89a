import { DELTA_DAYS } from '../../lake/changes/delta.ts';
import { literal } from '../text.ts';
import { replaceState, STATE } from './state.ts';

// What a run has to do, as a query with one row of texts.

/** Days after which deltas alone cannot bring the tables up to date: the oldest will soon be deleted. */
export const REBUILD_AFTER_DAYS = DELTA_DAYS - 10;

/** Hours before the start of the last run from which its deltas count again: one may have been written just then. */
const MARGIN_HOURS = 1;

/** Days before that whose deltas are compared: a late delta must not bring back an older generation. */
const COMPARED_DAYS = 1;

/** The columns of the plan, in their order. None is NULL or empty: Athena's answers do not distinguish them. */
export const PLAN_COLUMNS = [
  /** `yes` if the last run made the pivoted tables that are wanted now. */
  'same_layout',
  /** The layout that the last run made; {@link NO_LAYOUT} if there was none. */
  'former_layout',
  /** `yes` if the last run is too long ago, or there was none. */
  'needs_rebuild',
  /** The first day whose deltas are compared, and the time from which they count, for {@link STAGE_ROWS}. */
  'first_day',
  'since',
  /** The first day of a rebuild. */
  'rebuild_day',
  /** When this run started. */
  'started',
  /** The statement after which only a rebuild can follow. */
  'forget',
] as const;

/** A plan, by the names of its columns. */
export type Plan = Readonly<Record<(typeof PLAN_COLUMNS)[number], string>>;

/** The time in UTC. */
const NOW = "CAST(current_timestamp AT TIME ZONE 'UTC' AS timestamp(6))";

/**
 * The query for the plan.
 *
 * @param now the time, as SQL
 */
export function planSql(layout: string, now = NOW): string {
  const counted = `started - INTERVAL '${MARGIN_HOURS}' HOUR`;
  const expressions: Plan = {
    same_layout: `CASE WHEN layout = ${literal(layout)} THEN 'yes' ELSE 'no' END`,
    former_layout: 'layout',
    needs_rebuild: `CASE WHEN started >= ${now} - INTERVAL '${REBUILD_AFTER_DAYS}' DAY THEN 'no' ELSE 'yes' END`,
    first_day: `coalesce(CAST(date(${counted} - INTERVAL '${COMPARED_DAYS}' DAY) AS varchar), '-')`,
    since: `coalesce(replace(CAST(${counted} AS varchar), ' ', 'T'), '-')`,
    rebuild_day: `CAST(date(${now} - INTERVAL '${REBUILD_AFTER_DAYS}' DAY) AS varchar)`,
    started: `CAST(${now} AS varchar)`,
    forget: replaceState({ side: 'side', layout: 'layout', started: 'NULL', finished: 'NULL' }),
  };
  return `SELECT ${PLAN_COLUMNS.map((name) => `${expressions[name]} AS ${name}`).join(',\n')} FROM ${STATE}`;
}
