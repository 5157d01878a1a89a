import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { castOf } from '../../lib/sql/cast.ts';
import type { ValueType } from '../../lib/sql/everyday.ts';
import { literal } from '../../lib/sql/text.ts';

let instance: DuckDBInstance;
let connection: DuckDBConnection;
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

async function cast(type: ValueType, texts: readonly string[]): Promise<unknown[]> {
  const values = texts.map((text, index) => `(${index}, ${literal(text)})`).join(', ');
  const sql = `SELECT CAST(${castOf(type, 'x')} AS VARCHAR) FROM (VALUES ${values}) AS t(i, x) ORDER BY i`;
  return (await connection.runAndReadAll(sql)).getRows().map(([value]) => value);
}

async function expectAll(type: ValueType, expected: Readonly<Record<string, string | null>>): Promise<void> {
  const values = await cast(type, Object.keys(expected));
  expect(Object.fromEntries(Object.keys(expected).map((text, index) => [text, values[index]]))).toEqual(
    expected,
  );
}

// Trino 476 returned the same values for the same texts and SQL (2026-11-25).
describe('castOf', () => {
  it('casts dates as FITS and its users write them', () =>
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
  it('returns NULL for what is not a date, even if an engine would accept it', () =>
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
  it('casts numbers as FITS writes them', () =>
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
  it('returns NULL for what is not a number, even if an engine would accept it', () =>
    expectAll('double', {
      '': null,
      '1_000': null,
      inf: null,
      nan: null,
      '1d': null,
      '12 s': null,
      '0x10': null,
    }));
  it('casts integers', () =>
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
  it('casts logical values as the lake writes them', () =>
    expectAll('boolean', { true: 'true', false: 'false', T: null, '1': null, 'true false': null, '': null }));
  it('does not change text', () => expectAll('varchar', { ' a ': ' a ', '': '' }));
});
