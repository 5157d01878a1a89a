import { closeSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs';
import {
  type Beginning,
  beginningOf,
  Damaged,
  isLakeObject,
  isOfThisRelease,
  MISNAMED,
  NOT_A_LAKE_OBJECT,
  type Stamp,
  stampOf,
  unpacked,
} from './lake-object.ts';
import { isNamedFor } from './object-name.ts';

/** A lake object on its way into the cache. */
export interface BatchObject {
  /** Its path below the lake's folder. */
  readonly path: string;
  /** Its state when it was added. */
  readonly stamp: Stamp;
  /** The source file that it is about. */
  readonly source: { readonly bucket: string; readonly key: string };
  /** Its rows are in the batch's file, or have to be loaded by themselves, or cannot be had. */
  readonly rows: 'here' | 'apart' | 'none';
  /** Why its rows cannot be had. */
  readonly damage?: string;
}

/** Rows of many lake objects in one plain file: DuckDB reads it far faster than as many packed ones. */
export interface Batch {
  /** The file; each row has the columns of this release, and there is no header line. */
  readonly file: string;
  readonly objects: ReadonlyMap<string, BatchObject>;
  /** Paths of objects that are gone. */
  readonly gone: ReadonlySet<string>;
  /** Bytes in the file. */
  readonly bytes: number;
  /** Adds an object as it is now, once. @param csv its text, header line first, where it is at hand */
  add(path: string, csv: Uint8Array | undefined): Promise<void>;
  remove(path: string): void;
  /** Removes the file. */
  discard(): void;
}

const NEWLINE = 0x0a;
/** Bytes of rows above which an object is loaded from a file of its own, so that a batch stays small. */
const LARGE = 64_000_000;
const NOTHING = { bucket: '', key: '' };

/** Throws {@link Damaged} where an object is none of a lake, or stands in another's place. */
function checked(path: string, start: Beginning): Beginning {
  if (!isLakeObject(start)) throw new Damaged(NOT_A_LAKE_OBJECT);
  if (start.source !== undefined && !isNamedFor(path, start.source)) throw new Damaged(MISNAMED);
  return start;
}

/** An empty batch, in a file that does not exist yet, for objects of the lake in a folder. */
export function newBatch(lake: string, file: string): Batch {
  const objects = new Map<string, BatchObject>();
  const gone = new Set<string>();
  /** Source files whose rows are in the batch: rows are told apart by them. */
  const about = new Set<string>();
  let opened: number | undefined;
  let bytes = 0;

  const write = (piece: Uint8Array): void => {
    opened ??= openSync(file, 'wx');
    for (let at = 0; at < piece.length; ) at += writeSync(opened, piece, at, piece.length - at, bytes + at);
    bytes += piece.length;
  };
  const undo = (to: number): void => {
    if (opened !== undefined) ftruncateSync(opened, to);
    bytes = to;
  };
  /** Whether its rows can lie in the batch's file, among those of others. */
  const fits = (start: Beginning): boolean =>
    isOfThisRelease(start) && start.source !== undefined && !about.has(JSON.stringify(start.source));

  /** Writes an object's rows, unless they are to be loaded apart; gives how the object begins. */
  const copy = async (
    path: string,
    pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ): Promise<{ readonly start: Beginning | undefined; readonly isHere: boolean }> => {
    const before = bytes;
    let start: Beginning | undefined;
    let last: number | undefined;
    for await (const piece of pieces) {
      start ??= checked(path, beginningOf(piece));
      if (!fits(start) || bytes - before + piece.length > LARGE) {
        undo(before);
        return { start, isHere: false };
      }
      write(last === undefined ? piece.subarray(start.rowsAt) : piece);
      last = piece.at(-1);
    }
    if (last !== NEWLINE) write(Uint8Array.of(NEWLINE));
    return { start, isHere: true };
  };

  const added = async (path: string, stamp: Stamp, csv: Uint8Array | undefined): Promise<BatchObject> => {
    const before = bytes;
    try {
      const pieces = csv === undefined ? unpacked(`${lake}/${path}`, stamp.size) : [csv];
      const { start, isHere } = await copy(path, pieces);
      if (start?.source === undefined) throw new Damaged('it holds no rows');
      const { source } = start;
      if (!isHere) return { path, stamp, source, rows: 'apart' };
      about.add(JSON.stringify(source));
      return { path, stamp, source, rows: 'here' };
    } catch (error) {
      if (!(error instanceof Damaged)) throw error;
      undo(before);
      return { path, stamp, source: NOTHING, rows: 'none', damage: error.message };
    }
  };

  const remove = (path: string): void => {
    gone.add(path);
  };

  return {
    file,
    objects,
    gone,
    get bytes() {
      return bytes;
    },
    add: async (path, csv) => {
      const stamp = stampOf(`${lake}/${path}`);
      if (stamp === undefined) return remove(path);
      objects.set(path, await added(path, stamp, csv));
    },
    remove,
    discard: () => {
      if (opened !== undefined) closeSync(opened);
      rmSync(file, { force: true });
    },
  };
}
