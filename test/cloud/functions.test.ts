import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../lambda/environment.ts';
import { sourcesFromText } from '../../lib/deployment/sources.ts';
import { statementsOf } from '../helpers/statements.ts';
import { type Context, synthesized } from '../helpers/synthesized.ts';

const stack = synthesized();
const EXTRACTOR = 'HeaderExtractor/Function';
const BACKFILL = 'Backfill/Function';

/** The environment variables of a function, as the template has them. */
function variablesOf(path: string, context: Context = {}): Readonly<Record<string, unknown>> {
  const { Environment } = synthesized(context).only('AWS::Lambda::Function', path).Properties;
  return (Environment as { readonly Variables: Readonly<Record<string, unknown>> }).Variables;
}

/** The same variables after the stack is deployed: references have become names. */
const deployedVariables = (path: string, context: Context): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(variablesOf(path, context)).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : (value as { readonly Ref: string }).Ref,
    ]),
  );

/** Source: AWS Lambda Developer Guide, "Defined runtime environment variables": those that Lambda reserves. */
const RESERVED =
  /^(?:_HANDLER|_X_AMZN_TRACE_ID|AWS_DEFAULT_REGION|AWS_REGION|AWS_EXECUTION_ENV|AWS_LAMBDA_\w+|AWS_ACCESS_KEY|AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|LAMBDA_TASK_ROOT|LAMBDA_RUNTIME_DIR)$/;

describe('every function', () => {
  it.each(stack.of('AWS::Lambda::Function').map((lambda) => [lambda.path, lambda] as const))(
    '%s runs Node 24 on arm64, and its log is kept for 90 days',
    (_, { Properties }) => {
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
      const { LogGroup } = Properties['LoggingConfig'] as { LogGroup: { Ref: string } };
      const log = stack.of('AWS::Logs::LogGroup').find(({ id }) => id === LogGroup.Ref);
      expect(log?.Properties['RetentionInDays']).toBe(90);
    },
  );

  it.each([EXTRACTOR, BACKFILL])('%s has its memory and time limit, and no reserved concurrency', (path) => {
    const { Properties } = stack.only('AWS::Lambda::Function', path);
    expect(Properties).toMatchObject({ MemorySize: 1769, Timeout: 120 });
    expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
  });
});

describe('the environment of the functions', () => {
  const LONG: Context = {
    sourcePrefix: 'é'.repeat(512),
    collectionDepth: 2,
    suffixes: '.fits,.FTZ',
    stackId: 'lake-2',
  };

  it('has the variables that the functions read, and those of Powertools', () => {
    expect(variablesOf(EXTRACTOR, LONG)).toEqual({
      SOURCE_BUCKET: 'archive',
      SOURCE_PREFIX: LONG['sourcePrefix'],
      SUFFIXES: '.fits,.FTZ',
      TARGET_BUCKET: { Ref: expect.stringMatching(/^TargetBucket/) },
      BUCKET_OWNER: { Ref: 'AWS::AccountId' },
      GLUE_DATABASE: 'fits_datalake',
      GLUE_TABLE: 'lake_rows',
      COLLECTION_DEPTH: '2',
      AUTHORITY: 'unregistered',
      POWERTOOLS_SERVICE_NAME: 'lake-2',
      POWERTOOLS_METRICS_NAMESPACE: 'fits-datalake',
    });
  });

  it('has names and sizes that Lambda accepts', () => {
    const variables = variablesOf(BACKFILL, LONG);
    for (const name of Object.keys(variables)) {
      expect(name).toMatch(/^[a-zA-Z][a-zA-Z0-9_]+$/);
      expect(name).not.toMatch(RESERVED);
    }
    // all names and values together may have 4 KB
    expect(Buffer.byteLength(JSON.stringify(variables))).toBeLessThan(4096);
  });

  it('has one variable for a list of sources, which also fits if the list is as long as it may be', () => {
    const bucket = (i: number): string => `${'b'.repeat(40)}-${i}`;
    const context = {
      ...LONG,
      sourcePrefix: '',
      sourceBucket: Array.from({ length: 40 }, (_, i) => bucket(i)),
    };
    const { SOURCES, ...others } = variablesOf(BACKFILL, context);
    const { SOURCE_BUCKET: _, SOURCE_PREFIX: __, ...expected } = variablesOf(BACKFILL, LONG);
    expect(others).toEqual(expected);
    expect(sourcesFromText(String(SOURCES))).toHaveLength(40);
    // without the quotes and the backslashes that JSON adds
    expect(Buffer.byteLength(String(SOURCES)) + Buffer.byteLength(JSON.stringify(others))).toBeLessThan(4096);
    expect(readEnvironment(deployedVariables(EXTRACTOR, context))).toMatchObject({ sourceBucket: '' });
  });

  it('differs only in the queue, which the backfill function alone sends to', () => {
    expect(variablesOf(BACKFILL)).toEqual({
      ...variablesOf(EXTRACTOR),
      QUEUE_URL: { Ref: stack.only('AWS::SQS::Queue', 'SourceEvents/Queue').id },
    });
  });

  it.each<[Context, object]>([
    [{}, { sourceBucket: 'archive', sourcePrefix: '', collectionDepth: 1, database: 'fits_datalake' }],
    [{ sourcePrefix: ' a,b=c "é"/' }, { sourcePrefix: ' a,b=c "é"/' }],
    [{ suffixes: '.fits' }, { suffixes: ['.fits'] }],
    [{ suffixes: ['.fits', '.FTZ'] }, { suffixes: ['.fits', '.FTZ'] }],
    [{ collectionDepth: 0 }, { collectionDepth: 0 }],
    [{ collectionDepth: '10' }, { collectionDepth: 10 }],
    [{}, { authority: 'unregistered', rulesFile: '' }],
    [{ authority: 'archive.example.org' }, { authority: 'archive.example.org' }],
    [{ rules: 'test/settings/rules/mycam.yaml' }, { rulesFile: 'custom-rules.json' }],
    [{}, { compaction: false }],
    [{ compaction: 'rate(1 hour)' }, { compaction: true }],
    [{ glueDatabase: 'sky' }, { database: 'sky', table: 'lake_rows' }],
    [{ targetBucket: 'the-lake' }, { owner: 'AWS::AccountId' }],
  ])('matches the settings %j', (context, expected) => {
    for (const path of [EXTRACTOR, BACKFILL])
      expect(readEnvironment(deployedVariables(path, context))).toMatchObject(expected);
  });
});

describe('the backfill function', () => {
  const lambda = stack.only('AWS::Lambda::Function', BACKFILL);

  it('has its own role and log group', () => {
    expect(lambda.Properties['Role']).toEqual({
      'Fn::GetAtt': [stack.only('AWS::IAM::Role', 'Backfill/Role').id, 'Arn'],
    });
    const { BackfillLogs, ExtractorLogs } = stack.outputs;
    expect(lambda.Properties['LoggingConfig']).toEqual({ LogGroup: BackfillLogs?.Value });
    expect(BackfillLogs?.Value).not.toEqual(ExtractorLogs?.Value);
  });

  it('may delete lake objects, like the header extractor, and nothing else may', () => {
    const deleting = statementsOf(stack).filter(
      ({ statement }) => statement.Effect === 'Allow' && /s3:Delete/.test(JSON.stringify(statement.Action)),
    );
    expect(deleting.map(({ path }) => path).sort()).toEqual([
      'Backfill/Role/DefaultPolicy',
      'HeaderExtractor/Role/DefaultPolicy',
    ]);
    const bucket = stack.only('AWS::S3::Bucket', 'Target/Bucket').id;
    for (const { statement } of deleting) {
      expect(statement.Action).toEqual(['s3:DeleteObject', 's3:GetObject', 's3:PutObject']);
      expect(statement.Resource).toEqual({
        'Fn::Join': ['', [{ 'Fn::GetAtt': [bucket, 'Arn'] }, '/headers/*']],
      });
    }
  });
});
