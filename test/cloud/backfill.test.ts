import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { type Definition, definitionOf, type State } from '../helpers/state-machine.ts';
import { statementsOf } from '../helpers/statements.ts';
import { type Resource, synthesized } from '../helpers/synthesized.ts';

const stack = synthesized();
const definition = definitionOf(stack);

const only = (type: string, path: string, within = stack): Resource => {
  const [found, ...more] = within.of(type).filter((resource) => resource.path === path);
  if (found === undefined || more.length > 0) throw new Error(`not one ${type} at ${path}`);
  return found;
};
const lambda = only('AWS::Lambda::Function', 'Backfill/Function');
const machine = only('AWS::StepFunctions::StateMachine', 'Backfill/Machine');
const FUNCTION_ARN = `arn:aws:lambda:eu-west-1:111122223333:function:${lambda.id}`;

/** A state; fails where there is none of that name. */
const stateOf = ({ States }: Definition, name: string | undefined): State => {
  const state = States[name ?? ''];
  if (state === undefined) throw new Error(`no state ${name}`);
  return state;
};
const [first, choice, bucket, lake, crawl, last] = inOrder(definition);
const source = stateOf(definition, choice?.Default);

/** The states of a run over the whole bucket as they come after each other where nothing goes wrong. */
function inOrder(of: Definition): State[] {
  const begin = stateOf(of, of.StartAt);
  const states = [begin];
  const nextOf = ({ Next, Choices }: State): string | undefined => Next ?? Choices?.[0]?.Next;
  for (let next = nextOf(begin); next !== undefined; next = nextOf(states.at(-1) as State)) {
    states.push(stateOf(of, next));
  }
  return states;
}

/** What the validator says against a definition. */
function problems(of: object): string {
  const { isValid, errorsText } = validate(structuredClone(of));
  expect(errorsText() === '').toBe(isValid);
  return errorsText();
}

describe('the definition', () => {
  it.each([
    ['plain', {}],
    [
      'all settings',
      { sourcePrefix: 'a*b?$c"\\é/', backfillConcurrency: 1000, reconcileSchedule: 'rate(1 day)' },
    ],
  ])('%s: is sound in the language of Step Functions', (_, given) => {
    expect(problems(definitionOf(synthesized(given)))).toBe('');
  });

  const MAP = bucket as State;
  const broken = (change: (map: Record<string, unknown>, all: Record<string, unknown>) => void): object => {
    const all = structuredClone(definition) as unknown as Record<string, unknown>;
    const states = all['States'] as Record<string, Record<string, unknown>>;
    const [name = ''] = Object.entries(definition.States).find(([, state]) => state === MAP) ?? [];
    change(states[name] ?? {}, all);
    return all;
  };
  it.each<[string, string, Parameters<typeof broken>[0]]>([
    [
      'a state that is not there',
      'MISSING_TRANSITION_TARGET',
      (map) => Object.assign(map, { Next: 'Nowhere' }),
    ],
    ['no way on', 'TERMINAL_STATE_WITH_NEXT', (map) => delete map['Next']],
    ['a field that no state has', 'SCHEMA_VALIDATION_FAILED', (map) => Object.assign(map, { Lable: 'x' })],
    ['an unknown kind of state', 'SCHEMA_VALIDATION_FAILED', (map) => Object.assign(map, { Type: 'Maps' })],
    ['no start', 'SCHEMA_VALIDATION_FAILED', (_, all) => delete all['StartAt']],
    [
      'a path that is none',
      'SCHEMA_VALIDATION_FAILED',
      (map) => Object.assign(map, { ResultPath: 'source' }),
    ],
    [
      'a share of failures above 100',
      'SCHEMA_VALIDATION_FAILED',
      (map) => Object.assign(map, { ToleratedFailurePercentage: 101 }),
    ],
    [
      'a batch of more than 256 KiB',
      'SCHEMA_VALIDATION_FAILED',
      (map) => Object.assign(map, { ItemBatcher: { MaxInputBytesPerBatch: 262_145 } }),
    ],
    [
      'a distributed map that does not say how its children run',
      'SCHEMA_VALIDATION_FAILED',
      ({ ItemProcessor }) =>
        Object.assign(ItemProcessor as object, { ProcessorConfig: { Mode: 'DISTRIBUTED' } }),
    ],
    [
      'results that are written nowhere',
      'SCHEMA_VALIDATION_FAILED',
      (map) => Object.assign(map, { ResultWriter: { Parameters: {} } }),
    ],
  ])('with %s it would be refused: %s', (_, code, change) => {
    expect(problems(broken(change))).toContain(code);
  });

  // which the validator does not look at within a map
  it('goes only to states beside, and reaches all of them', () => {
    const children = [source, bucket, lake].map((map) => map?.ItemProcessor as Definition);
    for (const { StartAt, States } of [definition, ...children]) {
      const targets = Object.values(States).flatMap(({ Next, Default, Choices = [], Catch = [] }) => [
        ...[Next, Default].filter((name) => name !== undefined),
        ...[...Choices, ...Catch].map((one) => one.Next),
      ]);
      expect(new Set([StartAt, ...targets])).toEqual(new Set(Object.keys(States)));
    }
  });
});

describe('an execution', () => {
  it('notes when it began, takes source and lake after each other, then the crawler', () => {
    expect([first, choice, bucket, lake, crawl, last].map((state) => state?.Type)).toEqual([
      ...['Pass', 'Choice', 'Map', 'Map', 'Task', 'Succeed'],
    ]);
    expect(first?.['Parameters']).toEqual({
      'sourcePrefix.$': '$.sourcePrefix',
      'lakePrefix.$': '$.lakePrefix',
      'force.$': '$.force',
      'began.$': '$$.Execution.StartTime',
    });
  });

  it('never gives the reader an empty prefix: the whole bucket is listed without one', () => {
    expect(choice).toEqual({
      Type: 'Choice',
      Choices: [{ Variable: '$.sourcePrefix', StringEquals: '', Next: 'All of the bucket' }],
      Default: 'All of the source',
    });
    expect(bucket).toBe(definition.States['All of the bucket']);
    expect(source.Next).toBe(bucket?.Next);
    expect(source.ItemReader).toEqual({
      ...bucket?.ItemReader,
      Parameters: { Bucket: 'archive', 'Prefix.$': '$.sourcePrefix' },
    });
  });

  it('of a part of a bucket never lists the whole', () => {
    const [, only, ...others] = inOrder(definitionOf(synthesized({ sourcePrefix: 'raw/' })));
    const labels = [only, ...others].flatMap(({ Label } = {} as State) => Label ?? []);
    expect(labels).toEqual(['source', 'lake']);
    expect(only?.ItemReader).toEqual(source.ItemReader);
  });

  it.each([
    [
      'source',
      'source',
      source,
      { Bucket: 'archive', 'Prefix.$': '$.sourcePrefix' },
      { task: 'backfill', 'prefix.$': '$.sourcePrefix', 'force.$': '$.force', 'began.$': '$.began' },
    ],
    [
      'bucket',
      'source',
      bucket,
      { Bucket: 'archive' },
      { task: 'backfill', 'prefix.$': '$.sourcePrefix', 'force.$': '$.force', 'began.$': '$.began' },
    ],
    [
      'lake',
      'lake',
      lake,
      { Bucket: 'the-lake', 'Prefix.$': '$.lakePrefix' },
      { task: 'reconcile', 'prefix.$': '$.sourcePrefix', 'force.$': '$.force', 'began.$': '$.began' },
    ],
  ])(
    '%s: all objects below a prefix, in batches, as many at once as are set',
    (label, part, map, Parameters, BatchInput) => {
      const { ItemProcessor, Comment: _, Next: __, Catch: ___, ...fields } = map as State;
      expect(fields).toEqual({
        Type: 'Map',
        Label: label,
        ItemReader: { Resource: 'arn:aws:states:::s3:listObjectsV2', Parameters },
        ItemBatcher: { MaxItemsPerBatch: 300, MaxInputBytesPerBatch: 200_000, BatchInput },
        MaxConcurrency: 20,
        // no batch that fails ends the run
        ToleratedFailurePercentage: 100,
        ResultWriter: {
          Resource: 'arn:aws:states:::s3:putObject',
          Parameters: { Bucket: 'the-lake', Prefix: `runs/${part}` },
          WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSONL' },
        },
        // nothing of the Map Run's ARN and the results' whereabouts is left out
        ResultPath: `$.${part}`,
      });
      expect(ItemProcessor?.ProcessorConfig).toEqual({ Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' });
      expect(label.length).toBeLessThanOrEqual(40);
    },
  );

  it('its Map Runs cannot be taken for each other', () => {
    expect(new Set([source, bucket, lake].map((map) => map?.Label)).size).toBe(3);
  });

  describe.each([
    ['source', [source, bucket], 'archive', '$.sourcePrefix'],
    ['lake', [lake], 'the-lake', '$.lakePrefix'],
  ] as const)('where the listing of the %s fails', (part, maps, Bucket, prefix) => {
    const [caught] = maps[0]?.Catch ?? [];
    const look = stateOf(definition, caught?.Next);
    const decide = stateOf(definition, look.Next);
    const nothing = stateOf(definition, decide.Choices?.[0]?.Next);
    const failed = stateOf(definition, decide.Default);

    it('looks whether there is one object, and nothing else is caught', () => {
      for (const map of maps) {
        expect(map?.Catch).toEqual([
          { ErrorEquals: ['States.ItemReaderFailed'], ResultPath: '$.failed', Next: caught?.Next },
        ]);
      }
      expect(look).toMatchObject({
        Resource: 'arn:aws:states:::aws-sdk:s3:listObjectsV2',
        Parameters: { Bucket, 'Prefix.$': prefix, MaxKeys: 1 },
        ResultSelector: { 'count.$': '$.KeyCount' },
        ResultPath: '$.found',
      });
    });

    it('goes on where there is none, and notes that', () => {
      expect(decide.Choices).toEqual([
        { Variable: '$.found.count', NumericEquals: 0, Next: expect.any(String) },
      ]);
      expect(nothing).toEqual({
        Type: 'Pass',
        Result: { empty: true },
        ResultPath: `$.${part}`,
        Next: maps[0]?.Next,
      });
    });

    it('fails as the listing did where there is one, or where nobody may look: denied is not empty', () => {
      expect(failed).toEqual({ Type: 'Fail', ErrorPath: '$.failed.Error', CausePath: '$.failed.Cause' });
      expect(look.Catch).toEqual([{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: decide.Default }]);
    });
  });

  it('takes as many batches at once as are set', () => {
    const { States } = definitionOf(synthesized({ backfillConcurrency: '7' }));
    const maps = Object.values(States).filter(({ Type }) => Type === 'Map');
    expect(maps.map((state) => state['MaxConcurrency'])).toEqual([7, 7, 7]);
  });

  it('starts the crawler of the stack, and ends well whatever that says', () => {
    expect(crawl).toMatchObject({
      Resource: 'arn:aws:states:::aws-sdk:glue:startCrawler',
      Parameters: { Name: 'my-fits-datalake' },
      ResultPath: null,
    });
    const done = crawl?.Next;
    expect(crawl?.Catch).toEqual([
      // it runs, so it is as wanted
      { ErrorEquals: ['Glue.CrawlerRunningException'], ResultPath: null, Next: done },
      { ErrorEquals: ['States.ALL'], ResultPath: '$.crawl', Next: done },
    ]);
    expect(stateOf(definition, done)).toEqual({ Type: 'Succeed' });
  });
});

/** Seconds that an Express execution lives at most. */
const EXPRESS = 300;
const THROTTLED = 'Lambda.TooManyRequestsException';
const KIB = 1024;

describe.each([
  ['source', source],
  ['bucket', bucket],
  ['lake', lake],
])('a batch of the %s', (_, map) => {
  const child = map?.ItemProcessor as Definition;
  const attempt = stateOf(child, child.StartAt);
  const again = stateOf(child, attempt.Catch?.at(-1)?.Next);
  const givenUp = stateOf(child, again.Catch?.[0]?.Next);

  it('goes to the function as it is, once more where that crashes, and is given up with the reason', () => {
    expect(Object.keys(child.States)).toHaveLength(3);
    for (const state of [attempt, again]) {
      const { Retry: _, TimeoutSeconds: __, Catch = [], ...fields } = state;
      expect({ ...fields, Catch: Catch.slice(-1) }).toEqual({
        Type: 'Task',
        Resource: FUNCTION_ARN,
        End: true,
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.crashed', Next: expect.any(String) }],
      });
    }
    // its output is its input
    const { Comment: __, ...fields } = givenUp;
    expect(fields).toEqual({ Type: 'Pass', End: true });
  });

  it('waits for Lambda, each a little differently, where it has no room at once', () => {
    for (const { Retry = [] } of [attempt, again]) {
      for (const retrier of Retry) expect(retrier).toMatchObject({ JitterStrategy: 'FULL' });
      const errors = Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
      expect(errors).toContain(THROTTLED);
      expect(new Set(errors).size).toBe(errors.length);
      // nothing that comes after minutes: that is what the second attempt is for
      expect(errors.filter((error) => /Timeout|SdkClient|States|Unknown/.test(error))).toEqual([]);
    }
  });

  /** The seconds that a state may wait before it tries again, of all such errors. */
  const waitsOf = ({ Retry = [] }: typeof attempt, isThrottling: boolean): number =>
    Retry.filter(
      ({ ErrorEquals }) => (ErrorEquals[0] === THROTTLED && ErrorEquals.length === 1) === isThrottling,
    )
      .flatMap(({ IntervalSeconds, BackoffRate, MaxDelaySeconds, MaxAttempts }) =>
        Array.from({ length: MaxAttempts }, (_, i) =>
          Math.min(IntervalSeconds * BackoffRate ** i, MaxDelaySeconds),
        ),
      )
      .reduce((a, b) => a + b, 0);

  it('is over before its execution is, however often it waits', () => {
    const twice = [attempt, again].map((task) => (task.TimeoutSeconds ?? Number.NaN) + waitsOf(task, false));
    expect(twice[0]! + twice[1]!).toBeLessThan(EXPRESS);
    expect(twice[0]! + waitsOf(attempt, true)).toBeLessThan(EXPRESS);
    // and no attempt is cut short
    for (const { TimeoutSeconds } of [attempt, again]) {
      expect(TimeoutSeconds).toBeGreaterThan(Number(lambda.Properties['Timeout']));
    }
  });

  it('waits for an execution of the function longer than one lasts, and does not take that for a crash', () => {
    expect(waitsOf(attempt, true)).toBeGreaterThan(Number(lambda.Properties['Timeout']));
    expect(attempt.Catch?.[0]).toMatchObject({
      ErrorEquals: [THROTTLED],
      Next: expect.stringMatching(/given up/),
    });
  });

  it('fits into a state with what is said about its crash', () => {
    const { MaxInputBytesPerBatch } = (map?.['ItemBatcher'] ?? {}) as Record<string, number>;
    const prefix = 6 * KIB; // 1,024 bytes, were all of them written \u00xx
    expect(MaxInputBytesPerBatch! + prefix + 32 * KIB).toBeLessThan(256 * KIB);
  });
});

describe('the state machine', () => {
  const role = (within = stack) => only('AWS::IAM::Role', 'Backfill/MachineRole', within);

  it('is a standard one, logs what fails without any data, and ends some time', () => {
    expect(machine.Properties).toMatchObject({
      RoleArn: { 'Fn::GetAtt': [role().id, 'Arn'] },
      LoggingConfiguration: {
        Level: 'ERROR',
        IncludeExecutionData: false,
        Destinations: [
          { CloudWatchLogsLogGroup: { LogGroupArn: { 'Fn::GetAtt': [expect.any(String), 'Arn'] } } },
        ],
      },
    });
    expect(machine.Properties['StateMachineType'] ?? 'STANDARD').toBe('STANDARD');
    expect(definition).toHaveProperty('TimeoutSeconds', 7 * 24 * 3600);
  });

  it('has the log group in the place that takes no room in the policy of logs, for a while', () => {
    const log = only('AWS::Logs::LogGroup', 'Backfill/MachineLogs', synthesized({ stackId: 'lake-2' }));
    expect(log).toMatchObject({
      DeletionPolicy: 'Delete',
      Properties: { LogGroupName: '/aws/vendedlogs/states/lake-2-backfill', RetentionInDays: 90 },
    });
  });

  it('is made once its role may log, and has no rights but those that are listed', () => {
    const policies = stack
      .of('AWS::IAM::Policy')
      .filter(({ Properties }) => JSON.stringify(Properties['Roles']).includes(`"${role().id}"`));
    expect(policies.map(({ path }) => path).sort()).toEqual([
      'Backfill/MachineRole/DefaultPolicy',
      'Backfill/MapRuns',
    ]);
    expect(machine.DependsOn).toContain(only('AWS::IAM::Policy', 'Backfill/MachineRole/DefaultPolicy').id);
    expect(JSON.stringify(role().Properties)).not.toContain('Policies');
  });

  it('lists below the prefix that is set, and nowhere else', () => {
    const listed = statementsOf(synthesized({ sourcePrefix: 'raw*/été/' }))
      .filter(
        ({ path, statement }) =>
          path.startsWith('Backfill/MachineRole') && statement.Action === 's3:ListBucket',
      )
      .map(({ statement }) => statement.Condition?.['StringLike']);
    expect(listed).toEqual([{ 's3:prefix': `raw\${*}/*t*/*` }, { 's3:prefix': 'headers/*' }]);
  });
});

describe('the function', () => {
  it('is given what the header extractor is given, and as much memory and time', () => {
    for (const given of [
      {},
      { sourcePrefix: 'raw/', collectionDepth: 2, suffixes: '.fits', stackId: 'lake-2' },
    ]) {
      const made = synthesized(given);
      const [backfill, extractor] = ['Backfill/Function', 'HeaderExtractor/Function'].map((path) => {
        const { Environment, MemorySize, Timeout, Runtime } = only(
          'AWS::Lambda::Function',
          path,
          made,
        ).Properties;
        const { Variables } = Environment as { readonly Variables: Readonly<Record<string, unknown>> };
        // the one alone puts what it has no time for into a queue
        const { QUEUE_URL, ...variables } = Variables;
        expect(QUEUE_URL !== undefined).toBe(path === 'Backfill/Function');
        return { variables, MemorySize, Timeout, Runtime };
      });
      expect(backfill).toEqual(extractor);
      expect(backfill).toMatchObject({ MemorySize: 1769, Timeout: 120 });
    }
  });

  it('has a role and a log of its own', () => {
    expect(lambda.Properties['Role']).toEqual({
      'Fn::GetAtt': [only('AWS::IAM::Role', 'Backfill/Role').id, 'Arn'],
    });
    const { Outputs } = stack.template.toJSON() as { Outputs: Record<string, { Value: unknown }> };
    expect(lambda.Properties['LoggingConfig']).toEqual({ LogGroup: Outputs['BackfillLogs']?.Value });
    expect(Outputs['BackfillLogs']?.Value).not.toEqual(Outputs['ExtractorLogs']?.Value);
  });

  it('may delete lake objects alone, as the header extractor may', () => {
    const deleting = statementsOf(stack).filter(
      ({ statement }) => statement.Effect === 'Allow' && /s3:Delete/.test(JSON.stringify(statement.Action)),
    );
    expect(deleting.map(({ path }) => path).sort()).toEqual([
      'Backfill/Role/DefaultPolicy',
      'HeaderExtractor/Role/DefaultPolicy',
    ]);
    const bucket = only('AWS::S3::Bucket', 'Target/Bucket').id;
    for (const { statement } of deleting) {
      expect(statement.Action).toEqual(['s3:DeleteObject', 's3:GetObject', 's3:PutObject']);
      expect(statement.Resource).toEqual({
        'Fn::Join': ['', [{ 'Fn::GetAtt': [bucket, 'Arn'] }, '/headers/*']],
      });
    }
  });
});

describe('the schedule', () => {
  it('is not there unless it is set', () => {
    expect(stack.of('AWS::Events::Rule').map(({ path }) => path)).toEqual(['SourceEvents/Rule']);
    expect(stack.of('AWS::IAM::Role').filter(({ path }) => /EventsRole/.test(path))).toEqual([]);
  });

  it.each(['cron(0 5 ? * SUN *)', 'rate(7 days)'])(
    '%s starts the state machine on all there is',
    (schedule) => {
      const set = synthesized({ reconcileSchedule: schedule, sourcePrefix: 'raw "2026"/' });
      const rule = only('AWS::Events::Rule', 'Backfill/Schedule', set);
      expect(rule.Properties).toMatchObject({ ScheduleExpression: schedule, State: 'ENABLED' });
      expect(rule.Properties).not.toHaveProperty('EventPattern');
      const [target, ...others] = rule.Properties['Targets'] as Record<string, unknown>[];
      expect(others).toEqual([]);
      expect(target?.['Arn']).toEqual({
        Ref: only('AWS::StepFunctions::StateMachine', 'Backfill/Machine', set).id,
      });
      expect(JSON.parse(String(target?.['Input']))).toEqual({
        sourcePrefix: 'raw "2026"/',
        lakePrefix: 'headers/',
        force: false,
      });
      expect(target?.['RoleArn']).toEqual({
        'Fn::GetAtt': [only('AWS::IAM::Role', 'Backfill/Machine/EventsRole', set).id, 'Arn'],
      });
    },
  );
});
