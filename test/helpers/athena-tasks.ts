import { PLAN_COLUMNS, type Plan } from '../../lib/sql/compaction/plan.ts';
import type { Tasks } from './run-state-machine.ts';

// Athena as the state machine of the compaction sees it: it answers the two queries, and otherwise says that all is done.

/** What there is to do in most runs. */
export const PLAN: Plan = {
  same_layout: 'yes',
  former_layout: 'abc',
  needs_rebuild: 'no',
  first_day: '2026-11-27',
  since: '2026-11-28T03:00:00.000000',
  rebuild_day: '2026-11-01',
  started: '2026-11-29 04:00:00.000000',
  forget: 'CREATE OR REPLACE VIEW compaction AS forget',
};

/** The statements that show five tables, switch, and make the other side follow. */
const SHOWN = [...Array(5).fill('PIN'), 'SWITCH', ...Array(5).fill('FOLLOW')] as string[];

/**
 * The tasks, and the statements that they are given.
 *
 * @param onStatement may throw StateError
 */
export function athenaTasks(
  plan: Plan,
  onStatement: (sql: string) => void = () => {},
): { readonly sql: string[]; readonly tasks: Tasks } {
  const sql: string[] = [];
  const tasks: Tasks = {
    'arn:aws:states:::athena:startQueryExecution.sync': async ({ QueryString }) => {
      const text = String(QueryString);
      sql.push(text);
      onStatement(text);
      return { QueryExecution: { QueryExecutionId: text.includes('needs_rebuild') ? 'plan' : 'pin' } };
    },
    'arn:aws:states:::athena:getQueryResults': async ({ QueryExecutionId }) => {
      const row = QueryExecutionId === 'plan' ? PLAN_COLUMNS.map((name) => plan[name]) : SHOWN;
      return { ResultSet: { Rows: [{}, { Data: row.map((VarCharValue) => ({ VarCharValue })) }] } };
    },
  };
  return { sql, tasks };
}
