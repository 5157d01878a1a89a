import { type AslState, type AslStates, inOrder, parallel } from './asl.ts';

// States that run SQL in Athena.

/** Where statements run. */
export interface AthenaPlace {
  readonly workgroup: string;
  readonly database: string;
}

/** The text of a statement: as it is, or `{ path }`, an expression of the state. */
export type Sql = string | { readonly path: string };

/** The tasks that an execution of a statement is made of. */
export interface AthenaStates {
  /** Runs a statement to its end. */
  readonly run: (sql: Sql, more?: Readonly<Record<string, unknown>>) => AslState;
  /** Runs statements at the same time. Names of states have to be unique in the whole machine. */
  readonly runAll: (name: string, statements: readonly Sql[]) => AslState;
  /** Runs a statement again as long as it asks for it. */
  readonly runRepeatedly: (name: string, statements: readonly string[]) => AslState;
  /** Runs a query and keeps parts of its first row: `$.NAME`. */
  readonly query: (
    name: string,
    sql: Sql,
    result: Readonly<Record<string, unknown>>,
  ) => Record<string, AslState>;
}

/** Athena has no capacity at the moment. A statement that failed is not run again: the next run of the machine repairs it. */
const RETRY = [
  {
    ErrorEquals: ['Athena.TooManyRequestsException', 'Athena.InternalServerException'],
    IntervalSeconds: 5,
    BackoffRate: 2,
    MaxAttempts: 6,
    JitterStrategy: 'FULL',
  },
];

/** What OPTIMIZE and VACUUM fail with when they have done one part of their work. */
const MORE_RUNS_NEEDED = '*MORE_RUNS_NEEDED*';

/** The states for a workgroup and a database. */
export function athenaStates({ workgroup, database }: AthenaPlace): AthenaStates {
  const run: AthenaStates['run'] = (sql, more = {}) => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::athena:startQueryExecution.sync',
    Parameters: {
      ...(typeof sql === 'string' ? { QueryString: sql } : { 'QueryString.$': sql.path }),
      WorkGroup: workgroup,
      QueryExecutionContext: { Catalog: 'AwsDataCatalog', Database: database },
    },
    ResultPath: null,
    Retry: RETRY,
    ...more,
  });
  return {
    run,
    runAll: (name, statements) =>
      parallel(statements.map((sql, index) => inOrder({ [`${name} ${index + 1}`]: run(sql) }))),
    runRepeatedly: (name, statements) =>
      parallel(statements.map((sql, index) => repeated(`${name} ${index + 1}`, run(sql)))),
    query: (name, sql, result) => ({
      [`Query the ${name}`]: run(sql, {
        ResultSelector: { 'id.$': '$.QueryExecution.QueryExecutionId' },
        ResultPath: '$.query',
      }),
      [`Read the ${name}`]: {
        Type: 'Task',
        Resource: 'arn:aws:states:::athena:getQueryResults',
        Parameters: { 'QueryExecutionId.$': '$.query.id' },
        ResultSelector: result,
        ResultPath: `$.${name}`,
        Retry: RETRY,
      },
    }),
  };
}

/** The value of a column in the first row of an answer. The row before it has the names of the columns. */
export const column = (index: number): string => `$.ResultSet.Rows[1].Data[${index}].VarCharValue`;

const repeated = (name: string, task: AslState): AslStates => ({
  StartAt: name,
  States: {
    [name]: {
      ...task,
      End: true,
      Catch: [{ ErrorEquals: ['States.TaskFailed'], ResultPath: '$.failed', Next: `${name}: why it failed` }],
    },
    [`${name}: why it failed`]: {
      Type: 'Choice',
      Choices: [{ Variable: '$.failed.Cause', StringMatches: MORE_RUNS_NEEDED, Next: name }],
      Default: `${name} failed`,
    },
    [`${name} failed`]: { Type: 'Fail', ErrorPath: '$.failed.Error', CausePath: '$.failed.Cause' },
  },
});
