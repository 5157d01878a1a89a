import { expect, it } from 'vitest';
import { compactionDefinition } from '../../../lib/cloud/compaction/definition.ts';
import { compactionUse, TRANSITIONS } from '../../../lib/deployment/costs/compaction.ts';
import { ATHENA_LEAST_BYTES } from '../../../lib/deployment/prices.ts';
import { ATHENA } from '../../../lib/sql/compaction/dialect.ts';
import { PLAN_COLUMNS } from '../../../lib/sql/compaction/plan.ts';
import { runStatements } from '../../../lib/sql/compaction/run.ts';
import { runStates } from '../../helpers/run-state-machine.ts';

const statements = runStatements({ keywords: [], dialect: ATHENA, location: 's3://lake/compacted/' });
const definition = compactionDefinition({ bucket: 'lake', workgroup: 'w', database: 'd', statements });

/** Runs the state machine as in most runs; returns its statements, and how many tasks it had in all. */
async function usualRun() {
  const sql: string[] = [];
  let tasks = 0;
  const plan: Readonly<Record<string, string>> = { same_layout: 'yes', needs_rebuild: 'no' };
  const shown = Array.from({ length: 2 * statements.switchCount - 1 }, (_, index) => `SWITCH ${index}`);
  const counted = (answer: (parameters: Readonly<Record<string, unknown>>) => object) => {
    return async (parameters: Readonly<Record<string, unknown>>) => {
      tasks++;
      return answer(parameters) as never;
    };
  };
  await runStates(
    definition,
    {},
    {
      context: { Execution: { Id: 'me' } },
      tasks: {
        'arn:aws:states:::athena:startQueryExecution.sync': counted(({ QueryString }) => {
          sql.push(String(QueryString));
          return { QueryExecution: { QueryExecutionId: String(QueryString) } };
        }),
        'arn:aws:states:::athena:getQueryResults': counted(({ QueryExecutionId }) => {
          const isPlan = String(QueryExecutionId).includes('needs_rebuild');
          const row = isPlan ? PLAN_COLUMNS.map((name) => plan[name] ?? 'x') : shown;
          return { ResultSet: { Rows: [{}, { Data: row.map((VarCharValue) => ({ VarCharValue })) }] } };
        }),
        'arn:aws:states:::aws-sdk:s3:putObject': counted(() => ({})),
        'arn:aws:states:::aws-sdk:s3:deleteObject': counted(() => ({})),
      },
    },
  );
  return { sql, tasks };
}

it('the formula for a run of the compaction has the statements that the state machine runs', async () => {
  const { sql } = await usualRun();
  // Athena bills nothing for statements that only change metadata
  const billed = sql.filter((text) => !/^(VACUUM|SWITCH|CREATE)/.test(text));
  const nothing = { files: 0, cards: 0, hdus: 0 };
  const run = { changed: 0, deltas: 0, known: 0, days: 1 };
  // each statement of a run without changes is billed as if it scanned the least
  expect(compactionUse(nothing, run).athenaByte).toBe(billed.length * ATHENA_LEAST_BYTES);
});

it('has somewhat more transitions than tasks', async () => {
  const { tasks } = await usualRun();
  expect(tasks).toBeGreaterThan(40);
  expect(TRANSITIONS / tasks).toBeGreaterThan(1);
  expect(TRANSITIONS / tasks).toBeLessThan(1.5);
});
