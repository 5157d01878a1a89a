import { HEADER_LINE } from '../columns.ts';
import { DamagedRows, type SourceFile } from '../extraction.ts';
import { type GzipWriter, gzipWriter } from '../rows/gzip-writer.ts';
import { makeRoomFor, type RowBuffer, rowBuffer, writeText } from '../rows/row-buffer.ts';
import { uncompressedRows, uncompressedWhole } from '../rows/uncompressed-rows.ts';
import { DELTA_HEADER_LINE, type LakeObjectState, rowEnd } from './delta.ts';

/** Bytes of CSV that are compressed at a time. */
const CHUNK = 1024 * 1024;

const NEWLINE = 0x0a;

/** The body of a delta, while rows are added to it. They are kept compressed. */
export interface DeltaBody {
  /**
   * Adds the rows of a lake object: all of them, or none if it throws.
   *
   * @param body the body of the lake object
   * @throws DamagedRows if that is not what this release writes
   */
  add(body: Uint8Array, file: SourceFile, state: LakeObjectState): Promise<void>;
  /** Returns the body: gzip of the CSV. */
  end(): Uint8Array;
}

/** Begins the body of a delta. */
export function deltaBody(): DeltaBody {
  const { rows, gzip } = compressedRows();
  writeText(rows, DELTA_HEADER_LINE);
  /** The rows of long lake objects. */
  const others: Uint8Array[] = [];
  return {
    add: async (body, file, state) => {
      const end = Buffer.from(rowEnd(state));
      const whole = uncompressedWhole(body);
      if (whole !== undefined) {
        checkWhole(whole);
        appendRows(rows, gzip, whole.subarray(HEADER_LINE.length), end);
      } else others.push(await longRows(body, file, end));
    },
    end: () => Buffer.concat([gzip.end().body, ...others]),
  };
}

const compressedRows = () => {
  const rows = rowBuffer();
  return { rows, gzip: gzipWriter(rows, CHUNK) };
};

const HEADER_BYTES = Buffer.from(HEADER_LINE);

function checkWhole(csv: Uint8Array): void {
  if (!HEADER_BYTES.equals(csv.subarray(0, HEADER_BYTES.length)))
    throw new DamagedRows('its columns are those of another release');
  if (csv.at(-1) !== NEWLINE) throw new DamagedRows('its last line is incomplete');
}

/** Appends rows, each with `end` in place of its newline. Returns how many bytes of `csv` are whole rows. */
function appendRows(rows: RowBuffer, gzip: GzipWriter, csv: Uint8Array, end: Uint8Array): number {
  let start = 0;
  for (let at = csv.indexOf(NEWLINE); at >= 0; at = csv.indexOf(NEWLINE, start)) {
    makeRoomFor(rows, at - start + end.length);
    rows.bytes.set(csv.subarray(start, at), rows.length);
    rows.bytes.set(end, rows.length + at - start);
    rows.length += at - start + end.length;
    gzip.compress();
    start = at + 1;
  }
  return start;
}

/** The rows of a long lake object, compressed by themselves: others are added in the meantime. */
async function longRows(body: Uint8Array, file: SourceFile, end: Uint8Array): Promise<Uint8Array> {
  const { rows, gzip } = compressedRows();
  let isFirst = true;
  let rest: Uint8Array = new Uint8Array(0);
  for await (const piece of uncompressedRows(body, file)) {
    let csv = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    if (isFirst) {
      if (csv.length >= HEADER_LINE.length) checkWhole(csv.subarray(0, HEADER_LINE.length));
      else throw new DamagedRows('its header line is incomplete');
      csv = csv.subarray(HEADER_LINE.length);
    }
    isFirst = false;
    rest = csv.slice(appendRows(rows, gzip, csv, end));
  }
  if (rest.length > 0) throw new DamagedRows('its last line is incomplete');
  return gzip.end().body;
}
