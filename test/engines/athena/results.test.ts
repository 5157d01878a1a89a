import { GetQueryResultsCommand, StartQueryExecutionCommand } from '@aws-sdk/client-athena';
import { describe, expect, it } from 'vitest';
import { openAthena } from '../../../lib/engines/athena/open-athena.ts';
import { answering, ask, placeOf, rowOf, WORKGROUP } from '../../helpers/fake-athena.ts';

describe('an answer from Athena', () => {
  it('comes from the workgroup and the database of the stack', async () => {
    const fake = answering({ n: 'integer' }, { rows: [rowOf('n'), rowOf('1')] });
    await ask(fake, '-- how many?\nSELECT 1 AS n;\n');
    expect(fake.stub.commandCalls(StartQueryExecutionCommand)[0]?.args[0].input).toEqual({
      QueryString: '-- how many?\nSELECT 1 AS n',
      WorkGroup: WORKGROUP,
      QueryExecutionContext: { Database: 'fits_datalake' },
    });
  });
  it('has typed values, without the row of column names', async () => {
    const types = { object: 'varchar', size: 'bigint', exptime: 'double', date_obs: 'timestamp' };
    const fake = answering(types, {
      rows: [
        rowOf('object', 'size', 'exptime', 'date_obs'),
        rowOf('M31', '9007199254740993', '120.5', '2024-09-12 23:41:07.000000'),
        rowOf('', null, 'NaN', null),
      ],
    });
    const { columns, pieces, spent } = await ask(fake);
    expect(columns).toEqual([
      { name: 'object', type: 'text' },
      { name: 'size', type: 'bigint' },
      { name: 'exptime', type: 'double' },
      { name: 'date_obs', type: 'timestamp' },
    ]);
    expect(pieces).toEqual([
      [
        ['M31', 9007199254740993n, 120.5, '2024-09-12 23:41:07'],
        ['', null, Number.NaN, null],
      ],
    ]);
    expect(spent).toEqual({ scannedBytes: 1_234_567, milliseconds: 912 });
  });
  it('is requested page by page as it is read', async () => {
    const fake = answering(
      { n: 'integer' },
      { rows: [rowOf('n'), rowOf('1')], next: 'two' },
      // on a later page, a row that looks like the column names is data
      { rows: [rowOf('n'), rowOf('3')].slice(1), next: 'three' },
      { rows: [] },
    );
    const { pieces } = await openAthena(placeOf(fake)).ask('SELECT 1');
    const tokens = () =>
      fake.stub.commandCalls(GetQueryResultsCommand).map(({ args }) => args[0].input.NextToken);
    expect(tokens()).toEqual([undefined]);
    const rows: unknown[] = [];
    for await (const piece of pieces) rows.push(piece);
    expect(rows).toEqual([[[1]], [[3]]]);
    expect(tokens()).toEqual([undefined, 'two', 'three']);
  });
  it('is empty if there is only the row of column names, or nothing', async () => {
    expect((await ask(answering({ n: 'integer' }, { rows: [rowOf('n')] }))).pieces).toEqual([]);
    expect((await ask(answering({ tab_name: 'string' }, { rows: [] }), 'SHOW TABLES')).pieces).toEqual([]);
  });
  it('to SHOW has no row of column names', async () => {
    const fake = answering({ tab_name: 'string' }, { rows: [rowOf('faults'), rowOf('files')] });
    expect((await ask(fake, 'SHOW TABLES')).pieces).toEqual([[['faults'], ['files']]]);
  });
  it('to DESCRIBE is split at its tabs', async () => {
    const types = { col_name: 'string', data_type: 'string', comment: 'string' };
    const fake = answering(types, {
      rows: [
        rowOf('hdu                 \tstring              \tthe HDU             '),
        rowOf('\t \t '),
        rowOf('# Partition Information\t \t '),
      ],
    });
    expect((await ask(fake, 'DESCRIBE lake_rows')).pieces).toEqual([
      [
        ['hdu', 'string', 'the HDU'],
        ['', '', ''],
        ['# Partition Information', '', ''],
      ],
    ]);
    const view = answering({ column: 'varchar', type: 'varchar' }, { rows: [rowOf('hdu\tinteger')] });
    expect((await ask(view, 'DESCRIBE headers')).pieces).toEqual([[['hdu', 'integer']]]);
  });
  it('has distinct column names', async () => {
    const fake = answering({ a: 'integer' }, { rows: [] });
    fake.stub.on(GetQueryResultsCommand).resolves({
      ResultSet: {
        Rows: [rowOf('a', 'a'), rowOf('1', '2')],
        ResultSetMetadata: { ColumnInfo: ['a', 'a'].map((Name) => ({ Name, Type: 'integer' })) },
      },
    });
    const { columns, pieces } = await ask(fake);
    expect(columns.map(({ name }) => name)).toEqual(['a', 'a:1']);
    expect(pieces).toEqual([[[1, 2]]]);
  });
});
