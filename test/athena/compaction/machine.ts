import { type CompactionInput, compactionDefinition } from '../../../lib/cloud/compaction/definition.ts';
import { type RunOptions, runStatements } from '../../../lib/sql/compaction/run.ts';
import { Killed, runStates, StateError, type Tasks } from '../../helpers/run-state-machine.ts';
import type { TrinoAnswer } from '../trino-client.ts';
import { trinoDialect } from './trino-dialect.ts';

// The state machine of the compaction, with Trino in place of Athena.

/** How an execution ended. */
export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';

/** The state machine. */
export interface TestMachine {
  /**
   * Runs an execution to its end.
   *
   * @param now its time
   * @param onStatement called before each statement; it may throw {@link Killed}
   * @throws StateError if it fails, Killed
   */
  execute(
    options: Pick<RunOptions, 'keywords'> & { readonly now: Date; readonly input?: CompactionInput },
    onStatement?: (sql: string, count: number) => Promise<void>,
  ): Promise<void>;
  /** How each execution ended. */
  readonly statuses: readonly Status[];
}

/** The state machine for a database, with a lock of its own. */
export function testMachine(
  { database, bucket }: { readonly database: string; readonly bucket: string },
  ask: (sql: string) => Promise<TrinoAnswer>,
): TestMachine {
  const statuses: Status[] = [];
  const tasks = { ...lockTasks(), ...executionTasks(statuses) };
  return {
    statuses,
    execute: async ({ keywords, now, input = {} }, onStatement = async () => {}) => {
      const definition = compactionDefinition({
        bucket,
        database,
        workgroup: 'compaction',
        statements: runStatements({
          keywords,
          dialect: trinoDialect(database),
          location: `s3://${bucket}/compacted/`,
          now: `TIMESTAMP '${now.toISOString().replace('T', ' ').replace('Z', '000')}'`,
        }),
      });
      const number = statuses.push('RUNNING') - 1;
      let count = 0;
      try {
        const context = { Execution: { Id: String(number) } };
        const before = (sql: string) => onStatement(sql, ++count);
        await runStates(definition, input, { context, tasks: { ...tasks, ...trinoTasks(ask, before) } });
        statuses[number] = 'SUCCEEDED';
      } catch (error) {
        statuses[number] = error instanceof Killed ? 'ABORTED' : 'FAILED';
        throw error;
      }
    },
  };
}

/** Tasks of Athena, executed by Trino. */
export function trinoTasks(
  ask: (sql: string) => Promise<TrinoAnswer>,
  before: (sql: string) => Promise<void> = async () => {},
): Tasks {
  const answers: TrinoAnswer[] = [];
  return {
    'arn:aws:states:::athena:startQueryExecution.sync': async ({ QueryString }) => {
      const sql = String(QueryString);
      await before(sql);
      const answer = await ask(sql).catch((error: unknown) => {
        throw new StateError('States.TaskFailed', String(error));
      });
      return { QueryExecution: { QueryExecutionId: String(answers.push(answer) - 1) } };
    },
    'arn:aws:states:::athena:getQueryResults': async ({ QueryExecutionId }) => {
      const { columns, rows } = answers[Number(QueryExecutionId)]!;
      const data = (values: readonly unknown[]) => ({
        Data: values.map((value) => (value === null ? {} : { VarCharValue: String(value) })),
      });
      return { ResultSet: { Rows: [columns.map(({ name }) => name), ...rows].map(data) } };
    },
  };
}

/** One object in S3, with conditions on its writes. */
function lockTasks(): Tasks {
  let lock: { readonly Metadata: unknown; readonly ETag: string } | undefined;
  let writes = 0;
  const s3 = 'arn:aws:states:::aws-sdk:s3:';
  return {
    [`${s3}putObject`]: async ({ Metadata, IfNoneMatch, IfMatch }) => {
      if (IfNoneMatch === '*' ? lock !== undefined : lock?.ETag !== IfMatch)
        throw new StateError('S3.S3Exception', '412');
      lock = { Metadata, ETag: `"${++writes}"` };
      return {};
    },
    [`${s3}headObject`]: async () => {
      if (lock === undefined) throw new StateError('S3.NoSuchKeyException', '404');
      return lock;
    },
    [`${s3}deleteObject`]: async () => {
      lock = undefined;
      return {};
    },
  };
}

const executionTasks = (statuses: readonly Status[]): Tasks => ({
  'arn:aws:states:::aws-sdk:sfn:describeExecution': async ({ ExecutionArn }) => ({
    Status: statuses[Number(ExecutionArn)],
  }),
});
