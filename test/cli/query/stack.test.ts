import { readdirSync, readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { spentText } from '../../../lib/cli/query/stack.ts';
import { execution, rowOf } from '../../helpers/fake-athena.ts';
import { athenaAnswers, fakeAws, Refused } from '../../helpers/fake-aws.ts';
import { stackWith } from '../../helpers/our-stack.ts';
import { runCliBeside } from '../../helpers/run-cli-beside.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const OBJECTS = athenaAnswers(
  { object: 'varchar', date_obs: 'timestamp', size: 'bigint' },
  {
    rows: [
      rowOf('object', 'date_obs', 'size'),
      rowOf('M31', '2024-09-12 23:41:07.000', '2880'),
      rowOf('', null, null),
    ],
  },
);
const NAME = 'my-fits-datalake';
const SPENT = 'fits-datalake: scanned 1.2 MB in 0.9 s, about $0.00005\n';
const SQL = 'SELECT object, date_obs, size FROM files';

describe('query --stack', () => {
  it.each([
    ['csv', 'object,date_obs,size\nM31,2024-09-12 23:41:07,2880\n"",,\n'],
    [
      'ndjson',
      '{"object":"M31","date_obs":"2024-09-12T23:41:07","size":2880}\n{"object":"","date_obs":null,"size":null}\n',
    ],
    [
      'table',
      'object  date_obs             size\n------  -------------------  ----\nM31     2024-09-12 23:41:07  2880\n        NULL                 NULL\n(2 rows)\n',
    ],
  ])('answers in %s, and says beside it what it took', async (format, stdout) => {
    const { env } = await fakeAws(OBJECTS);
    const run = await runCliBeside(['query', '--stack', NAME, '--format', format, SQL], { env });
    expect(run).toEqual({ status: 0, stdout, stderr: SPENT });
  });
  it('asks what has a name, in the workgroup and database of the stack', async () => {
    const { env, asked } = await fakeAws(OBJECTS);
    const { status } = await runCliBeside(['query', '--stack', NAME, '--named', 'origin'], { env });
    expect(status).toBe(0);
    expect(asked[0]).toMatchObject({ action: 'DescribeStacks', input: { StackName: NAME } });
    expect(asked[1]).toMatchObject({
      action: 'StartQueryExecution',
      input: {
        QueryString: expect.stringContaining("card_name = 'ORIGIN'"),
        WorkGroup: 'my-fits-datalake',
        QueryExecutionContext: { Database: 'fits_datalake' },
      },
    });
  });
  it('writes Parquet with the types of Athena', async () => {
    const cwd = tempFolder();
    const types = { name: 'varchar', at: 'timestamp', on: 'date', size: 'bigint', n: 'integer', x: 'double' };
    const rows = [
      rowOf(...Object.keys(types), 'ok', 'list'),
      rowOf(
        'a',
        '2024-09-12 23:41:07.125',
        '2024-09-12',
        '9223372036854775807',
        '-1',
        '1.5E-7',
        'true',
        '[1]',
      ),
      rowOf('', null, null, null, null, 'NaN', 'false', null),
      rowOf(null, null, null, null, null, null, null, null),
    ];
    const { env } = await fakeAws(athenaAnswers({ ...types, ok: 'boolean', list: 'array' }, { rows }));
    const run = await runCliBeside(['query', '--stack', NAME, '-o', 'a.parquet', SQL], { env, cwd });
    expect(run).toEqual({ status: 0, stdout: '', stderr: SPENT });
    expect(readdirSync(cwd)).toEqual(['a.parquet']);
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const from = `FROM '${cwd}/a.parquet'`;
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * ${from}`);
    expect(described.getRows().map(([name, type]) => `${name} ${type}`)).toEqual([
      ...['name VARCHAR', 'at TIMESTAMP', 'on DATE', 'size BIGINT', 'n INTEGER', 'x DOUBLE'],
      ...['ok BOOLEAN', 'list VARCHAR'],
    ]);
    const read = await connection.runAndReadAll(`SELECT name, "at"::VARCHAR, size, n, x, ok, list ${from}`);
    expect(read.getRows()).toEqual([
      ['a', '2024-09-12 23:41:07.125', 9223372036854775807n, -1, 1.5e-7, true, '[1]'],
      ['', null, null, null, Number.NaN, false, null],
      [null, null, null, null, null, null, null],
    ]);
    instance.closeSync();
  });
  it('writes into a file', async () => {
    const { env } = await fakeAws(OBJECTS);
    const cwd = tempFolder();
    const run = await runCliBeside(['query', '--stack', NAME, '-o', 'a.json', SQL], { env, cwd });
    expect(run).toEqual({ status: 0, stdout: '', stderr: SPENT });
    expect(JSON.parse(readFileSync(`${cwd}/a.json`, 'utf8'))).toHaveLength(2);
  });
  it('asks nothing, which would be paid for, where the answer cannot be written', async () => {
    const { env, asked } = await fakeAws(OBJECTS);
    const run = await runCliBeside(['query', '--stack', NAME, '-o', '/no/such/a.csv', SQL], { env });
    expect(run).toMatchObject({
      status: 1,
      stderr: 'fits-datalake: cannot write /no/such/a.csv: there is no folder /no/such\n',
    });
    expect(asked).toEqual([]);
  });
  it('stops the query at Ctrl-C, and leaves no file', async () => {
    const fake = await fakeAws(OBJECTS);
    const cwd = tempFolder();
    let kill: (signal: NodeJS.Signals) => void = () => {};
    fake.answers['GetQueryExecution'] = () => {
      kill('SIGINT');
      return execution('RUNNING');
    };
    const run = await runCliBeside(
      ['query', '--stack', NAME, '-o', 'a.csv', SQL],
      { env: fake.env, cwd },
      (given) => {
        kill = given;
      },
    );
    expect(run).toEqual({
      status: 130,
      stdout: '',
      stderr: 'fits-datalake: interrupted: the query was stopped\n',
    });
    expect(fake.asked.at(-1)?.action).toBe('StopQueryExecution');
    expect(readdirSync(cwd)).toEqual([]);
  });

  it.each([
    ['CloudFormation', 'DescribeStacks', undefined],
    ['Athena', 'GetQueryExecution', 'StopQueryExecution'],
  ])('ends at Ctrl-C also where %s does not answer', async (_, silent, last) => {
    const fake = await fakeAws(OBJECTS);
    let kill: (signal: NodeJS.Signals) => void = () => {};
    fake.answers[silent] = () => {
      kill('SIGINT');
      return new Promise(() => {});
    };
    const run = await runCliBeside(['query', '--stack', NAME, SQL], { env: fake.env }, (given) => {
      kill = given;
    });
    expect(run).toMatchObject({ status: 130, stderr: 'fits-datalake: interrupted: the query was stopped\n' });
    expect(fake.asked.at(-1)?.action).toBe(last ?? silent);
  });

  describe('says in a sentence', () => {
    const failed = async (answers: Parameters<typeof fakeAws>[0], sql = SQL) => {
      const { env } = await fakeAws({ ...OBJECTS, ...answers });
      const { status, stdout, stderr } = await runCliBeside(['query', '--stack', NAME, sql], { env });
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      return stderr;
    };
    const refused = (code: string, message: string) => () => {
      throw new Refused(code, message);
    };
    it('that there is no such stack', async () => {
      const none = refused('ValidationError', `Stack with id ${NAME} does not exist`);
      expect(await failed({ DescribeStacks: none })).toBe(
        `fits-datalake: there is no stack ${NAME} in eu-central-1 of this account; npx cdk deploy makes it, --region looks elsewhere\n`,
      );
    });
    it('that a stack is none of ours', async () => {
      expect(await failed({ DescribeStacks: () => ({ Stacks: [stackWith({ Website: 'x' })] }) })).toMatch(
        /^fits-datalake: the stack my-fits-datalake is none of fits-datalake, .* has no output Workgroup, Database; /,
      );
    });
    it('that it may not ask', async () => {
      const denied = refused(
        'AccessDeniedException',
        'User: arn:aws:iam::1:user/a is not authorized to perform: athena:StartQueryExecution',
      );
      expect(await failed({ StartQueryExecution: denied })).toBe(
        'fits-datalake: access denied: User: arn:aws:iam::1:user/a is not authorized to perform: athena:StartQueryExecution\n',
      );
    });
    it.each([
      [
        'UnrecognizedClientException',
        'The security token is invalid',
        /AWS does not take the credentials: The sec/,
      ],
      ['ExpiredTokenException', 'expired', /the AWS credentials have expired: get new ones/],
    ])('that the credentials are not good: %s', async (code, message, said) => {
      expect(await failed({ StartQueryExecution: refused(code, message) })).toMatch(said);
    });
    it('why Athena does not answer', async () => {
      const reason = "COLUMN_NOT_FOUND: line 1:8: Column 'fltr' cannot be resolved";
      expect(
        await failed({ GetQueryExecution: () => execution('FAILED', reason) }, 'SELECT fltr FROM files'),
      ).toMatch(
        /^fits-datalake: Column 'fltr' cannot be resolved \(line 1, column 8\); did you mean filter\? [^\n]*\n$/,
      );
    });
  });
  it('says that nobody is there to be asked', async () => {
    const { env } = await fakeAws(OBJECTS);
    const nobody = { ...env, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };
    const { status, stderr } = await runCliBeside(['query', '--stack', NAME, SQL], { env: nobody });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^fits-datalake: AWS cannot be reached \(.*ECONNREFUSED.*\): is there a network/);
  });
  it('says what is missing: region and credentials', async () => {
    const { env } = await fakeAws(OBJECTS);
    const asked = (more: Readonly<Record<string, string>>) =>
      runCliBeside(['query', '--stack', NAME, SQL], {
        env: { ...env, AWS_EC2_METADATA_DISABLED: 'true', AWS_DEFAULT_REGION: '', ...more },
      });
    expect((await asked({ AWS_REGION: '' })).stderr).toMatch(
      /^fits-datalake: no AWS region is set: --region, /,
    );
    const keyless = await asked({ AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' });
    expect(keyless.stderr).toMatch(
      /^fits-datalake: no AWS credentials were found: aws configure sets them up/,
    );
  });

  it('asks no DROP of Athena', async () => {
    const { env, asked } = await fakeAws(OBJECTS);
    const { status, stderr } = await runCliBeside(['query', '--stack', NAME, 'DROP TABLE lake_rows'], {
      env,
    });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'fits-datalake: only questions can be asked: SELECT, WITH, VALUES, DESCRIBE, SHOW, EXPLAIN\n',
    });
    expect(asked.map(({ action }) => action)).toEqual(['DescribeStacks']);
  });
});

describe('what a query took', () => {
  it.each([
    [0, 'SELECT 1', 'scanned 0 bytes in 1.5 s, about $0.00005'],
    [0, 'SHOW TABLES', 'scanned 0 bytes in 1.5 s'],
    [2 * 1024 ** 4, 'SELECT 1', 'scanned 2.2 TB in 1.5 s, about $10.00'],
    [40 * 1024 ** 3, 'SELECT 1', 'scanned 43 GB in 1.5 s, about $0.20'],
  ])('%i bytes of %s', (scannedBytes, sql, text) => {
    expect(spentText({ scannedBytes, milliseconds: 1500 }, sql)).toBe(text);
  });
});
