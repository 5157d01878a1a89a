import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { castOf } from '../../lib/sql/cast.ts';
import type { ValueType } from '../../lib/sql/everyday.ts';
import { literal } from '../../lib/sql/text.ts';

async function cast(type: ValueType, texts: readonly string[]): Promise<unknown[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const values = texts.map((text, index) => `(${index}, ${literal(text)})`).join(', ');
  const sql = `SELECT CAST(${castOf(type, 'x')} AS VARCHAR) FROM (VALUES ${values}) AS t(i, x) ORDER BY i`;
  const rows = (await connection.runAndReadAll(sql)).getRows();
  connection.closeSync();
  instance.closeSync();
  return rows.map(([value]) => value);
}

async function expectAll(type: ValueType, expected: Readonly<Record<string, string | null>>): Promise<void> {
  const values = await cast(type, Object.keys(expected));
  expect(Object.fromEntries(Object.keys(expected).map((text, index) => [text, values[index]]))).toEqual(
    expected,
  );
}

// What Trino 476 made of the same texts by the same SQL (2026-11-25): the same.
describe('castOf', () => {
  it('takes dates as FITS and its users write them', () =>
    expectAll('timestamp', {
      '2020-01-01T00:00:00.123': '2020-01-01 00:00:00.123',
      '2020-01-01': '2020-01-01 00:00:00',
      '2020-01-01 12:34:56': '2020-01-01 12:34:56',
      '2020-01-01T12:34:56Z': '2020-01-01 12:34:56',
      '2020-01-01T12:34:56.123456789': '2020-01-01 12:34:56.123456',
      '2020-01-01T12:34:56.9999999Z': '2020-01-01 12:34:56.999999',
      ' 2020-01-01 ': '2020-01-01 00:00:00',
      '01/02/99': '1999-02-01 00:00:00',
      '31/12/1999': '1999-12-31 00:00:00',
      '31/12/2005': '2005-12-31 00:00:00',
    }));
  it('makes NULL of what is no date, whatever an engine would take', () =>
    expectAll('timestamp', {
      '': null,
      garbage: null,
      '2020-13-01': null,
      '2020-02-30': null,
      '32/12/99': null,
      '2016-12-31T23:59:60': null,
      '2020-01-01T24:00:00': null,
      '2020-01-01T12:34': null,
      '2020-01-01T12:34:56+02:00': null,
      '0000-01-01': null,
      '12020-01-01': null,
      '2020-1-1': null,
      '1/2/99': null,
      infinity: null,
      '2020-01-01\u00a0': null,
      '٢٠٢٠-01-01': null,
    }));
  it('takes numbers as FITS writes them', () =>
    expectAll('double', {
      '1': '1.0',
      '+1.5': '1.5',
      '.5': '0.5',
      '5.': '5.0',
      '1.E5': '100000.0',
      '-1e-3': '-0.001',
      ' 12 ': '12.0',
      '1E400': 'inf',
      '1E-400': '0.0',
    }));
  it('makes NULL of what is no number, whatever an engine would take', () =>
    expectAll('double', {
      '': null,
      '1_000': null,
      inf: null,
      nan: null,
      '1d': null,
      '12 s': null,
      '0x10': null,
    }));
  it('takes integers', () =>
    expectAll('bigint', {
      '1': '1',
      '-007': '-7',
      '9223372036854775807': '9223372036854775807',
      '9223372036854775808': null,
      '1.0': null,
      '12.7': null,
      '1_0': null,
      '': null,
    }));
  it('takes logical values as the lake writes them', () =>
    expectAll('boolean', { true: 'true', false: 'false', T: null, '1': null, 'true false': null, '': null }));
  it('leaves text alone', () => expectAll('varchar', { ' a ': ' a ', '': '' }));
});
