import { rowSplitter } from '../../lake/rows/split-rows.ts';
import { listedHeadOf } from '../../stores/folder-files.ts';
import { Damaged, MISNAMED, NOT_A_LAKE_OBJECT } from './damaged.ts';
import { type Beginning, beginningOf, isLakeObject, isOfThisRelease, uncompressed } from './lake-object.ts';
import { isNamedFor } from './object-name.ts';
import { type RowFiles, rowFiles } from './row-files.ts';
import { type Stamp, stampOf } from './stamp.ts';

/** A lake object on its way into the cache. */
export interface StagedObject {
  /** Its path below the lake's folder. */
  readonly path: string;
  /** Its state when it was added. */
  readonly stamp: Stamp;
  /** The source file that it describes. */
  readonly source: { readonly bucket: string; readonly key: string };
  /** Whether its rows are in the staging file, have to be loaded separately, or cannot be read. */
  readonly rows: 'staged' | 'separate' | 'none';
  /** Why its rows cannot be read. */
  readonly damage?: string;
}

/**
 * The rows of many lake objects as Parquet, which DuckDB reads far faster than compressed CSV: one file for each table. Each
 * row has the columns of this release, with the object's number in place of the source file: the first object with staged
 * rows is 0.
 */
export interface StagingFile {
  /** How the paths of its files begin. */
  readonly path: string;
  readonly rows: Pick<RowFiles, 'paths' | 'finish'>;
  readonly objects: ReadonlyMap<string, StagedObject>;
  /** Paths of objects that have been deleted. */
  readonly deleted: ReadonlySet<string>;
  readonly bytes: number;
  /**
   * Adds an object as it is now. An object can be added once.
   *
   * @param csv its text, header line first, if it is in memory
   * @param etag of the object with this text. If another writer has replaced it since, the text is read from the lake.
   */
  add(path: string, csv: Uint8Array | undefined, etag?: string): Promise<void>;
  /** Records that an object has been deleted. */
  remove(path: string): void;
  /** Removes the files. */
  discard(): void;
}

const NEWLINE = 0x0a;
/** The most bytes of rows of one object that are staged, which are in memory. A larger object is loaded separately. */
const LARGEST = 16_000_000;
const UNKNOWN = { bucket: '', key: '' };

/** An empty staging file, which is created with its first rows, for objects of the lake in a folder. */
export function newStagingFile(lake: string, path: string): StagingFile {
  const objects = new Map<string, StagedObject>();
  const deleted = new Set<string>();
  const files = rowFiles(path);
  /** The source files whose rows are in the staging file. They must differ: each has one row in a stored view. */
  const sources = new Set<string>();
  const canStage = (start: Beginning): boolean =>
    isOfThisRelease(start) && start.source !== undefined && !sources.has(JSON.stringify(start.source));

  const stage = async (object: string, stamp: Stamp, csv: Uint8Array | undefined): Promise<StagedObject> => {
    try {
      const pieces = csv === undefined ? uncompressed(`${lake}/${object}`, stamp.size) : [csv];
      const { start, isComplete } = await copyRows(object, pieces, files, sources.size, canStage);
      if (start?.source === undefined) throw new Damaged('it contains no rows');
      const { source } = start;
      if (!isComplete) {
        files.rollback();
        return { path: object, stamp, source, rows: 'separate' };
      }
      files.commit();
      sources.add(JSON.stringify(source));
      return { path: object, stamp, source, rows: 'staged' };
    } catch (error) {
      if (!(error instanceof Damaged)) throw error;
      files.rollback();
      return { path: object, stamp, source: UNKNOWN, rows: 'none', damage: error.message };
    }
  };

  /** Whether an object still has an ETag. Each is used once, so it had it when it was stamped, too. */
  const isStill = (object: string, etag: string | undefined): boolean => {
    if (etag === undefined) return true;
    try {
      return listedHeadOf(object, `${lake}/${object}`, 'not followed')?.etag === etag;
    } catch {
      return false;
    }
  };

  return {
    path,
    rows: files,
    objects,
    deleted,
    get bytes() {
      return files.bytes();
    },
    add: async (object, csv, etag) => {
      const stamp = stampOf(`${lake}/${object}`);
      if (stamp === undefined) deleted.add(object);
      else objects.set(object, await stage(object, stamp, isStill(object, etag) ? csv : undefined));
    },
    remove: (object) => {
      deleted.add(object);
    },
    discard: files.discard,
  };
}

/**
 * Adds the rows of an object to files, as far as they can be staged.
 *
 * @param pieces the object's CSV, header line first
 * @param number of the object
 * @returns how the object begins, and whether all of its rows were added
 */
async function copyRows(
  object: string,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  files: RowFiles,
  number: number,
  canStage: (start: Beginning) => boolean,
): Promise<{ readonly start: Beginning | undefined; readonly isComplete: boolean }> {
  let start: Beginning | undefined;
  let addRows: ((rows: Uint8Array) => boolean) | undefined;
  let size = 0;
  /** The beginning of a row that ends in the next piece. */
  let rest: Uint8Array = new Uint8Array(0);
  for await (const piece of pieces) {
    if (start === undefined) {
      start = checked(object, beginningOf(piece));
      if (!canStage(start)) return { start, isComplete: false };
      const { add } = rowSplitter(start.source!);
      addRows = (rows) => add(rows, (split) => files.add(number, split));
      rest = piece.subarray(start.rowsAt);
    } else rest = Buffer.concat([rest, piece]);
    size += piece.length;
    const end = rest.lastIndexOf(NEWLINE) + 1;
    if (size > LARGEST || !addRows!(rest.subarray(0, end))) return { start, isComplete: false };
    rest = rest.slice(end);
  }
  const isComplete = rest.length === 0 || addRows!(Buffer.concat([rest, Uint8Array.of(NEWLINE)]));
  return { start, isComplete };
}

/** Throws {@link Damaged} if a file is not a lake object, or is a copy of another one. */
function checked(path: string, start: Beginning): Beginning {
  if (!isLakeObject(start)) throw new Damaged(NOT_A_LAKE_OBJECT);
  if (start.source !== undefined && !isNamedFor(path, start.source)) throw new Damaged(MISNAMED);
  return start;
}
