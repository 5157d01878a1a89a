import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../lib/cli/errors.ts';
import { spentText } from '../../../lib/cli/query/stack.ts';
import { readFits } from '../../formats/read-fits.ts';
import { execution, rowOf } from '../../helpers/fake-athena.ts';
import { athenaAnswers, fakeAws } from '../../helpers/fake-aws.ts';
import { runMain, sendSignal } from '../../helpers/run-main.ts';
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
const QUERY = ['query', '--stack', NAME];
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
  ])('prints the answer as %s, with a note about the cost', async (format, stdout) => {
    const { env } = await fakeAws(OBJECTS);
    const run = await runMain([...QUERY, '--format', format, SQL], { env });
    expect(run).toEqual({ status: EXIT.done, stdout, stderr: SPENT });
  });

  it('prints a VOTable with the types of Athena', async () => {
    const { env } = await fakeAws(OBJECTS);
    const { status, stdout } = await runMain([...QUERY, '--format', 'votable', SQL], { env });
    expect(status).toBe(EXIT.done);
    expect(stdout.match(/datatype="\w+"/g)).toEqual(
      ['unicodeChar', 'char', 'long'].map((type) => `datatype="${type}"`),
    );
    expect(stdout).toContain(
      '<TR><TD>M31</TD><TD>2024-09-12T23:41:07</TD><TD>2880</TD></TR>\n<TR><TD/><TD/><TD/></TR>',
    );
  });

  it('writes a FITS table with every type of Athena', async () => {
    const values = {
      ...{ array: '[1, null]', map: '{k=1}', row: '{a=1, b=x, y}', json: '{"a":1}', uuid: '0011-22' },
      ...{ varbinary: 'aa 00', time: '12:34:56.700', 'interval day to second': '3 00:00:00.000' },
      ...{ decimal: '12345678901234567.25', bigint: '-5', real: 'NaN', double: '-Infinity', char: 'x ' },
      ...{
        boolean: 'true',
        date: '2024-02-29',
        tinyint: '7',
        'timestamp with time zone': '2024-01-01 00:00:00 UTC',
      },
      unknown: null,
    };
    const types = Object.keys(values);
    const names = types.map((_, at) => `c${at}`);
    const { env } = await fakeAws(
      athenaAnswers(Object.fromEntries(names.map((name, at) => [name, types[at]!])), {
        rows: [rowOf(...names), rowOf(...Object.values(values)), rowOf(...types.map(() => null))],
      }),
    );
    const file = join(tempFolder(), 'answer.fits');
    const run = await runMain([...QUERY, '--output', file, SQL], { env });
    expect(run.status).toBe(EXIT.done);
    const { cards, rows } = readFits(readFileSync(file));
    const form = (type: string) => cards.get(`TFORM${types.indexOf(type) + 1}`);
    const cell = (type: string, row = 0) => rows[row]![types.indexOf(type)]!;
    expect(types.map(form)).toEqual([
      ...['9A', '5A', '13A', '7A', '7A', '5A', '10A', '14A', 'D', 'K', 'D', 'D', '2A', 'B'],
      ...['10A', 'J', '19A', '1A'],
    ]);
    expect(cell('row').toString()).toBe(values.row);
    expect(cell('decimal').readDoubleBE()).toBe(12345678901234568);
    expect(cell('double').readDoubleBE()).toBe(Number.NEGATIVE_INFINITY);
    expect(cell('bigint').readBigInt64BE()).toBe(-5n);
    expect(cell('bigint', 1).readBigInt64BE()).toBe(BigInt(cards.get('TNULL10')!));
    expect(cell('decimal', 1).readDoubleBE()).toBeNaN();
    expect(cell('timestamp with time zone').toString()).toBe('2024-01-01T00:00:00');
  });

  it('runs a named query in the workgroup and the database of the stack', async () => {
    const { env, requests } = await fakeAws(OBJECTS);
    expect((await runMain([...QUERY, '--named', 'origin'], { env })).status).toBe(EXIT.done);
    expect(requests[0]).toMatchObject({ action: 'DescribeStacks', input: { StackName: NAME } });
    expect(requests[1]).toMatchObject({
      action: 'StartQueryExecution',
      input: {
        QueryString: expect.stringContaining("card_name = 'ORIGIN'"),
        WorkGroup: NAME,
        QueryExecutionContext: { Database: 'fits_datalake' },
      },
    });
  });

  it('writes the answer to a file', async () => {
    const { env } = await fakeAws(OBJECTS);
    const cwd = tempFolder();
    const run = await runMain([...QUERY, '-o', 'a.json', SQL], { env, cwd });
    expect(run).toEqual({ status: EXIT.done, stdout: '', stderr: SPENT });
    expect(JSON.parse(readFileSync(`${cwd}/a.json`, 'utf8'))).toHaveLength(2);
  });

  it('sends no request, which would be billed, if the file cannot be written', async () => {
    const { env, requests } = await fakeAws(OBJECTS);
    const run = await runMain([...QUERY, '-o', '/no/such/a.csv', SQL], { env });
    expect(run.status).toBe(EXIT.failed);
    expect(run.stderr).toContain('/no/such/a.csv');
    expect(requests).toEqual([]);
  });

  it('sends no statement that changes anything to Athena', async () => {
    const { env, requests } = await fakeAws(OBJECTS);
    const { status, stderr } = await runMain([...QUERY, 'DROP TABLE lake_rows'], { env });
    expect(status).toBe(EXIT.failed);
    expect(stderr).toContain('SELECT, WITH, VALUES, DESCRIBE, SHOW, EXPLAIN');
    expect(requests.map(({ action }) => action)).toEqual(['DescribeStacks']);
  });

  it('shows on a terminal what it waits for', async () => {
    const fake = await fakeAws(OBJECTS);
    let polls = 0;
    fake.answers['GetQueryExecution'] = () => execution(++polls > 1 ? 'SUCCEEDED' : 'RUNNING');
    const { stderr } = await runMain([...QUERY, SQL], { env: fake.env, terminal: 80 });
    expect(stderr).toContain('Athena: running, 1.2 MB scanned');
  });
});

describe('query --stack at Ctrl-C', () => {
  it('stops the query and leaves no file', async () => {
    const fake = await fakeAws(OBJECTS);
    const cwd = tempFolder();
    fake.answers['GetQueryExecution'] = () => {
      sendSignal('SIGINT');
      return execution('RUNNING');
    };
    const run = await runMain([...QUERY, '-o', 'a.csv', SQL], { env: fake.env, cwd });
    expect(run).toMatchObject({ status: EXIT.interrupted, stdout: '' });
    expect(run.stderr).toContain('the query was stopped');
    expect(fake.requests.at(-1)?.action).toBe('StopQueryExecution');
    expect(readdirSync(cwd)).toEqual([]);
  });

  it.each([
    ['CloudFormation', 'DescribeStacks', undefined],
    ['Athena', 'GetQueryExecution', 'StopQueryExecution'],
  ])('ends even if %s does not answer', async (_, silent, last) => {
    const fake = await fakeAws(OBJECTS);
    fake.answers[silent] = () => {
      sendSignal('SIGINT');
      return new Promise(() => {});
    };
    const run = await runMain([...QUERY, SQL], { env: fake.env });
    expect(run).toMatchObject({ status: EXIT.interrupted, stdout: '' });
    expect(fake.requests.at(-1)?.action).toBe(last ?? silent);
  });
});

describe('the note about the cost of a query', () => {
  it.each([
    [0, 'SELECT 1', 'scanned 0 bytes in 1.5 s, about $0.00005'],
    [0, 'SHOW TABLES', 'scanned 0 bytes in 1.5 s'],
    [2 * 1024 ** 4, 'SELECT 1', 'scanned 2.2 TB in 1.5 s, about $10.00'],
    [40 * 1024 ** 3, 'SELECT 1', 'scanned 43 GB in 1.5 s, about $0.20'],
  ])('%i bytes of %s', (scannedBytes, sql, text) => {
    expect(spentText({ scannedBytes, milliseconds: 1500 }, sql)).toBe(text);
  });
});
