import { PLAN_COLUMNS, REBUILD_AFTER_DAYS } from '../../sql/compaction/plan.ts';
import type { RunStatements } from '../../sql/compaction/run.ts';
import { NO_LAYOUT } from '../../sql/compaction/state.ts';
import { type AslState, type AslStates, format, inOrder, parallel } from './asl.ts';
import { type AthenaPlace, type AthenaStates, athenaStates, column } from './athena-states.ts';
import { releaseLock, takeLock } from './lock.ts';

/** What the definition depends on. */
export interface DefinitionProps extends AthenaPlace {
  /** The bucket of the lake. */
  readonly bucket: string;
  readonly statements: RunStatements;
}

/** The input of an execution. */
export interface CompactionInput {
  /** Whether to make the tables anew from all deltas that are kept. */
  readonly rebuild?: boolean;
}

/** Hours that a run may take. */
const LONGEST_RUN_HOURS = 24;

/** Seconds in which the engine has read the definitions of all views of a query. */
const PLANNING_SECONDS = 60;

/** What an execution fails with if the deltas cannot bring the tables up to date. */
export const REBUILD_NEEDED = 'RebuildNeeded';

const HOW_TO_REBUILD = `The last run is more than ${REBUILD_AFTER_DAYS} days ago, or there was none, so the changes since then are not known. Write a change for every lake object, as for a first build, and start this machine with the input {"rebuild": true}. Until then the views show the last run`;

/** The definition of the state machine. */
export function compactionDefinition({ bucket, statements, ...place }: DefinitionProps): AslStates & {
  readonly Comment: string;
  readonly TimeoutSeconds: number;
} {
  return {
    Comment: 'Brings the compacted tables of a FITS data lake up to date',
    StartAt: 'Take the lock',
    TimeoutSeconds: LONGEST_RUN_HOURS * 3600,
    States: {
      ...takeLock(bucket, 'Run'),
      Run: {
        ...parallel([runStates(statements, athenaStates(place))]),
        Catch: [
          { ErrorEquals: ['States.ALL'], ResultPath: '$.failed', Next: 'Release the lock of a failed run' },
        ],
        Next: 'Release the lock',
      },
      'Release the lock': releaseLock(bucket, { End: true }),
      'Release the lock of a failed run': releaseLock(bucket, {
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Failed' }],
        Next: 'Failed',
      }),
      Failed: { Type: 'Fail', ErrorPath: '$.failed.Error', CausePath: '$.failed.Cause' },
    },
  };
}

const REBUILD = {
  And: [
    { Variable: '$.rebuild', IsPresent: true },
    { Variable: '$.rebuild', BooleanEquals: true },
  ],
};

const OTHER_LAYOUT = { Variable: '$.plan.same_layout', StringEquals: 'no' };

/** The states of a run, with the lock. */
const runStates = (statements: RunStatements, athena: AthenaStates): AslStates =>
  inOrder({
    ...prepare(statements, athena),
    ...bringUpToDate(statements, athena),
    ...show(statements, athena),
  });

/** What to do, and tables to do it with: decides from which day on changes count. */
function prepare(statements: RunStatements, { run, runAll, query }: AthenaStates): Record<string, AslState> {
  const plan = Object.fromEntries(PLAN_COLUMNS.map((name, index) => [`${name}.$`, column(index)]));
  return {
    ...query('plan', statements.plan, plan),
    'Rebuild or not': {
      Type: 'Choice',
      Choices: [
        { ...REBUILD, Next: 'Create the tables' },
        { Variable: '$.plan.needs_rebuild', StringEquals: 'yes', Next: 'A rebuild is needed' },
        { ...OTHER_LAYOUT, Next: 'Create the tables' },
      ],
      Default: 'What changed since the last run',
    },
    'A rebuild is needed': { Type: 'Fail', Error: REBUILD_NEEDED, Cause: HOW_TO_REBUILD },
    'Create the tables': runAll('Create', statements.create),
    'Empty tables or not': {
      Type: 'Choice',
      Choices: [{ ...REBUILD, Next: 'Forget the last run' }],
      Default: 'What changed since the last run',
    },
    'Forget the last run': run({ path: '$.plan.forget' }),
    'Empty the tables': runAll('Empty', statements.empty),
    'All changes': {
      ...window({ 'first_day.$': '$.plan.rebuild_day', since: '' }),
      Next: 'Empty the staging tables',
    },
    'What changed since the last run': window({
      'first_day.$': '$.plan.first_day',
      'since.$': '$.plan.since',
    }),
  };
}

/** Stages what changed, and replaces it in the tables. */
function bringUpToDate(
  statements: RunStatements,
  { run, runAll, runRepeatedly }: AthenaStates,
): Record<string, AslState> {
  return {
    'Empty the staging tables': runAll('Unstage', statements.unstage),
    'Stage the rows': run({
      path: format(statements.stage, { first_day: '$.window.first_day', since: '$.window.since' }),
    }),
    'Stage the changed files': run(statements.stageGone),
    'Stage the list of objects': run(statements.stageObjects),
    'Remove the old cards': run(statements.replace.removeCards),
    'Remove the old objects': run(statements.replace.removeObjects),
    'Add the new objects': run(statements.replace.addObjects),
    'Add the new cards': run(statements.replace.addCards),
    'Replace or fill': {
      Type: 'Choice',
      Choices: [
        { ...REBUILD, Next: 'Empty the pivoted tables' },
        { ...OTHER_LAYOUT, Next: 'Empty the pivoted tables' },
      ],
      Default: 'Stage the pivoted tables',
    },
    'Empty the pivoted tables': runAll('Empty pivoted', statements.emptyPivoted),
    'Fill the pivoted tables': { ...runAll('Fill', statements.fillPivoted), Next: 'Optimize' },
    'Stage the pivoted tables': runAll('Stage', statements.stagePivoted),
    'Remove the old pivoted rows': runAll('Remove pivoted', statements.removePivoted),
    'Add the new pivoted rows': runAll('Add pivoted', statements.addPivoted),
    Optimize: runRepeatedly('Optimize', statements.optimize),
  };
}

/** Shows the tables to readers, and then removes what is old. */
function show(
  statements: RunStatements,
  { run, runAll, runRepeatedly, query }: AthenaStates,
): Record<string, AslState> {
  return {
    ...query(
      'switch',
      { path: format(statements.pin, { started: '$.plan.started' }) },
      {
        'now.$': `$.ResultSet.Rows[1].Data[0:${statements.switchCount}]`,
        'later.$': `$.ResultSet.Rows[1].Data[${statements.switchCount}:]`,
      },
    ),
    'Switch the views': oneByOne('$.switch.now', 'Switch', run({ path: '$.VarCharValue' })),
    'Wait for queries that are being planned': { Type: 'Wait', Seconds: PLANNING_SECONDS },
    'Point the other side at the same tables': oneByOne(
      '$.switch.later',
      'Follow',
      run({ path: '$.VarCharValue' }),
    ),
    'Former tables': {
      Type: 'Choice',
      Choices: [
        {
          And: [OTHER_LAYOUT, { Not: { Variable: '$.plan.former_layout', StringEquals: NO_LAYOUT } }],
          Next: 'Drop the former tables',
        },
      ],
      Default: 'Vacuum',
    },
    'Drop the former tables': runAll(
      'Drop',
      statements.drop.map((sql) => ({ path: format(sql, { layout: '$.plan.former_layout' }) })),
    ),
    Vacuum: runRepeatedly('Vacuum', statements.vacuum),
  };
}

const window = (parameters: Readonly<Record<string, string>>): AslState => ({
  Type: 'Pass',
  Parameters: parameters,
  ResultPath: '$.window',
});

/** Runs a task for each item, in their order. The last statement switches all views, and must not run before the others. */
const oneByOne = (items: string, name: string, task: AslState): AslState => ({
  Type: 'Map',
  ItemsPath: items,
  MaxConcurrency: 1,
  ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, ...inOrder({ [name]: task }) },
  ResultPath: null,
});
