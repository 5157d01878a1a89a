import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { type Encoded, i32, i64, list, struct, text } from './thrift.ts';

// Writes Parquet as DuckDB reads it fastest: not compressed, each column plain, in one page for each group of rows. Every
// row has a value in each column.

/** A column: its values are numbers of four bytes, or texts, each after its length in four bytes. */
export interface ParquetColumn {
  readonly name: string;
  readonly isNumber: boolean;
}

/** A Parquet file that grows. It is created with its first group of rows. */
export interface ParquetFile {
  /** Bytes so far, with those of rows that are not in the file yet. */
  readonly bytes: number;
  /** Adds rows, as the bytes of each column. They are in memory until {@link commit}. */
  add(rows: number, columns: readonly Uint8Array[]): void;
  /** Keeps the rows that were added, and writes them if they are many. */
  commit(): void;
  /** Forgets the rows that were added since the last {@link commit}. */
  rollback(): void;
  /** Completes the file, which has at least one row. No rows can be added after that. */
  finish(): void;
  /** Removes the file. */
  discard(): void;
}

/** Rows in a group, at least, unless it is the last one. */
const GROUP = 15_000;
const MAGIC = Buffer.from('PAR1');
/** Enumerations of Parquet. */
const INT32 = i32(1);
const BYTE_ARRAY = i32(6);
const REQUIRED = i32(0);
const UTF8 = i32(0);
const PLAIN = i32(0);
const RLE = i32(3);
const UNCOMPRESSED = i32(0);
const DATA_PAGE = i32(0);

/** @param path where nothing is yet */
export function parquetFile(path: string, columns: readonly ParquetColumn[]): ParquetFile {
  const buffers = columns.map(() => growingBuffer());
  const groups: Encoded[] = [];
  let opened: number | undefined;
  let written = 0;
  let allRows = 0;
  let isFinished = false;
  const rows = { added: 0, kept: 0 };

  const write = (bytes: Uint8Array): void => {
    opened ??= openSync(path, 'wx');
    for (let at = 0; at < bytes.length; ) at += writeSync(opened, bytes, at);
    written += bytes.length;
  };
  const writeGroup = (): void => {
    if (written === 0) write(MAGIC);
    const start = written;
    const chunks = columns.map((column, index) => {
      const values = buffers[index]!.take();
      const offset = written;
      write(Uint8Array.from(pageHeader(rows.kept, values.length).bytes));
      write(values);
      return columnChunk(column, rows.kept, offset, written - offset);
    });
    groups.push(struct({ 1: list(chunks), 2: i64(written - start), 3: i64(rows.kept) }));
    allRows += rows.kept;
    rows.added = rows.kept = 0;
  };
  return {
    get bytes() {
      return buffers.reduce((sum, { length }) => sum + length(), written);
    },
    add: (count, parts) => {
      for (const [index, part] of parts.entries()) buffers[index]!.add(part);
      rows.added += count;
    },
    commit: () => {
      for (const buffer of buffers) buffer.commit();
      rows.kept = rows.added;
      if (rows.kept >= GROUP) writeGroup();
    },
    rollback: () => {
      for (const buffer of buffers) buffer.rollback();
      rows.added = rows.kept;
    },
    finish: () => {
      if (isFinished) return;
      if (rows.kept > 0) writeGroup();
      const footer = struct({ 1: i32(1), 2: schema(columns), 3: i64(allRows), 4: list(groups) });
      const length = Buffer.alloc(4);
      length.writeUInt32LE(footer.bytes.length);
      write(Buffer.concat([Uint8Array.from(footer.bytes), length, MAGIC]));
      isFinished = true;
    },
    discard: () => {
      if (opened !== undefined) closeSync(opened);
      opened = undefined;
      rmSync(path, { force: true });
    },
  };
}

/** The root of the columns, and then the columns. */
const schema = (columns: readonly ParquetColumn[]): Encoded =>
  list([
    struct({ 4: text('rows'), 5: i32(columns.length) }),
    ...columns.map(({ name, isNumber }) =>
      struct({ 1: isNumber ? INT32 : BYTE_ARRAY, 3: REQUIRED, 4: text(name), ...(!isNumber && { 6: UTF8 }) }),
    ),
  ]);

const pageHeader = (rows: number, bytes: number): Encoded =>
  struct({
    ...{ 1: DATA_PAGE, 2: i32(bytes), 3: i32(bytes) },
    5: struct({ 1: i32(rows), 2: PLAIN, 3: RLE, 4: RLE }),
  });

function columnChunk(
  { name, isNumber }: ParquetColumn,
  rows: number,
  offset: number,
  bytes: number,
): Encoded {
  const about = {
    ...{ 1: isNumber ? INT32 : BYTE_ARRAY, 2: list([PLAIN]), 3: list([text(name)]), 4: UNCOMPRESSED },
    ...{ 5: i64(rows), 6: i64(bytes), 7: i64(bytes), 9: i64(offset) },
  };
  return struct({ 2: i64(offset), 3: struct(about) });
}

/** Bytes in memory, of which some are kept. */
function growingBuffer() {
  let bytes = new Uint8Array(0);
  let length = 0;
  let kept = 0;
  return {
    length: () => length,
    add: (part: Uint8Array): void => {
      if (length + part.length > bytes.length) {
        const larger = new Uint8Array(Math.max(2 * bytes.length, length + part.length));
        larger.set(bytes.subarray(0, length));
        bytes = larger;
      }
      bytes.set(part, length);
      length += part.length;
    },
    commit: () => {
      kept = length;
    },
    rollback: () => {
      length = kept;
    },
    /** All bytes, which are valid until more are added. */
    take: (): Uint8Array => {
      const all = bytes.subarray(0, length);
      length = kept = 0;
      return all;
    },
  };
}
