import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { parquetFile } from '../../../lib/engines/loading/parquet-file.ts';
import { temporaryFolder } from '../../../lib/stores/temporary-folder.ts';

const COLUMNS = [
  { name: 'number', isNumber: true },
  { name: 'text', isNumber: false },
];

/** Rows with these numbers and texts, as the bytes of their columns. */
function rowsOf(...rows: (readonly [number, string])[]): [number, Uint8Array[]] {
  const fourBytes = (number: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(number);
    return bytes;
  };
  const numbers = rows.map(([number]) => fourBytes(number));
  const texts = rows.flatMap(([, text]) => [fourBytes(Buffer.byteLength(text)), Buffer.from(text)]);
  return [rows.length, [Buffer.concat(numbers), Buffer.concat(texts)]];
}

async function read(path: string, sql: string) {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  try {
    return (await connection.runAndReadAll(sql.replace('FILE', `'${path}'`))).getRowsJson();
  } finally {
    connection.closeSync();
  }
}

it('a Parquet file has the rows that were committed, and not those that were rolled back', async () => {
  const path = `${temporaryFolder('parquet').path}/rows`;
  const file = parquetFile(path, COLUMNS);
  const before = file.bytes;
  file.add(...rowsOf([1, 'one'], [-1, '']));
  file.commit();
  const { bytes } = file;
  expect(bytes).toBeGreaterThan(before);
  file.add(...rowsOf([2, 'forgotten']));
  file.rollback();
  expect(file.bytes).toBe(bytes);
  file.add(...rowsOf([3, 'a "text", with é']));
  file.commit();
  file.finish();
  file.finish();
  expect(await read(path, 'SELECT number, text FROM read_parquet(FILE)')).toEqual([
    [1, 'one'],
    [-1, ''],
    [3, 'a "text", with é'],
  ]);
  file.discard();
});

it('a Parquet file has many groups of rows', async () => {
  const path = `${temporaryFolder('parquet').path}/rows`;
  const file = parquetFile(path, COLUMNS);
  for (let from = 0; from < 500_000; from += 500) {
    file.add(
      ...rowsOf(...Array.from({ length: 500 }, (_, row) => [from + row, `row ${from + row}`] as const)),
    );
    file.commit();
  }
  file.finish();
  const sql = `SELECT count(*), count(DISTINCT number), count_if(text <> 'row ' || number),
    (SELECT count(DISTINCT row_group_id) > 15 FROM parquet_metadata(FILE)) FROM read_parquet(FILE)`;
  expect(await read(path, sql.replace('FILE', `'${path}'`))).toEqual([['500000', '500000', '0', true]]);
  file.discard();
});
