import { closeSync, constants, createReadStream, fstatSync, openSync, readFileSync } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip, gunzipSync } from 'node:zlib';
import { HEADER_LINE } from '../../lake/columns.ts';
import { csvFields } from '../../lake/rows/csv.ts';
import { largestCsv } from '../../lake/rows/largest-csv.ts';
import { messageOf } from '../../stores/file-problem.ts';
import { IS_A_LINK } from '../../stores/link-in-lake.ts';
import { Damaged } from './damaged.ts';

// Lake objects as the cache reads them: their CSV, and how it begins.

/** Text of up to this many bytes is decompressed in one piece, which is eight times as fast. */
const LARGEST_WHOLE = 16 * 1024 * 1024;

/** The uncompressed CSV of a lake object, in one piece or several. Throws {@link Damaged}. */
export async function* uncompressed(path: string, size: bigint): AsyncGenerator<Uint8Array> {
  const whole = size < LARGEST_WHOLE ? uncompressedWhole(path) : undefined;
  if (whole !== undefined) return yield whole;
  const text = createGunzip({ chunkSize: 1024 * 1024 });
  pipeline(createReadStream(path, { fd: opened(path) }), text, () => {});
  try {
    yield* bounded(text);
  } catch (error) {
    throw error instanceof Damaged ? error : damage(error);
  }
}

/** Stops at the size that a lake object of its source file can have at most: a small file can expand to terabytes. */
async function* bounded(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let [most, bytes] = [0, 0];
  for await (const piece of pieces) {
    if (bytes === 0) most = largestCsv(beginningOf(piece).source ?? { bucket: '', key: '' });
    bytes += piece.length;
    if (bytes > most)
      throw new Damaged(
        `it expands to more than ${Math.round(most / 1e6)} MB, more than the headers of any file`,
      );
    yield piece;
  }
}

/** Decompresses a file in one piece; returns undefined if its text is too long. */
function uncompressedWhole(path: string): Uint8Array | undefined {
  const file = opened(path);
  try {
    return gunzipSync(readFileSync(file), { maxOutputLength: LARGEST_WHOLE });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw damage(error);
  } finally {
    closeSync(file);
  }
}

/** Opens a lake object, but not a link or a pipe that another process put in its place. */
function opened(path: string): number {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if (fstatSync(file).isFile()) return file;
    throw new Damaged('it is not a file');
  } catch (error) {
    if (file !== undefined) closeSync(file);
    throw (error as NodeJS.ErrnoException).code === 'ELOOP' ? new Damaged(`it ${IS_A_LINK}`) : damage(error);
  }
}

const damage = (error: unknown): Damaged =>
  error instanceof Damaged ? error : new Damaged(messageOf(error), { cause: error });

/** The beginning of a lake object. */
export interface Beginning {
  /** The names of its columns. */
  readonly columns: readonly string[];
  /** The source file that its rows describe; undefined if there are no rows. */
  readonly source: { readonly bucket: string; readonly key: string } | undefined;
  /** The byte where the rows begin, after the header line. */
  readonly rowsAt: number;
}

/** The header line and the names of the source file are within this many bytes. */
const BEGINNING = 64 * 1024;

/** Reads the header line, and from the first row the source file that the object describes. */
export function beginningOf(csv: Uint8Array): Beginning {
  const bytes = Buffer.from(csv.buffer, csv.byteOffset, Math.min(csv.length, BEGINNING));
  const header = lineAt(bytes, 0);
  const rowsAt = Buffer.byteLength(header) + 1;
  const row = lineAt(bytes, rowsAt);
  const columns = header.split(',');
  const fields = row === '' ? undefined : csvFields(row);
  const field = (name: string): string => fields?.[columns.indexOf(name)] ?? '';
  return {
    columns,
    source: fields && { bucket: field('source_bucket'), key: field('source_key') },
    rowsAt,
  };
}

function lineAt(bytes: Buffer, at: number): string {
  const end = bytes.indexOf('\n', at);
  return bytes.toString('utf8', at, end < 0 ? bytes.length : end);
}

const REQUIRED = ['source_bucket', 'source_key', 'card_name'];

/** Whether an object has the columns of a lake object, of any release. A file that was put there by mistake has others. */
export const isLakeObject = ({ columns }: Beginning): boolean =>
  REQUIRED.every((name) => columns.includes(name)) &&
  columns.every((name) => /^[a-z_][a-z0-9_]*$/.test(name)) &&
  new Set(columns).size === columns.length;

/** Whether an object has exactly the columns that this release writes. */
export const isOfThisRelease = ({ columns }: Beginning): boolean => `${columns.join(',')}\n` === HEADER_LINE;
