import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  statSync,
} from 'node:fs';
import { extraEnd, readStamp } from './gzip-metadata.ts';
import type { ObjectNotes } from './object-notes.ts';
import type { Head } from './store.ts';

// One file of a folder: its head and its bytes. An object of a lake has its metadata in its gzip header.

/** The suffix of objects that contain their metadata and ETag. Other files are never opened for these. */
export const STAMPED = '.csv.gz';
/** The first bytes of an object, which usually contain its stamp. */
const START = new Uint8Array(4096);

/** Whether links are followed, as in a folder of source files, or not, as in a lake. */
export type Links = 'followed' | 'not followed';

/**
 * The head of the file at `path`; undefined if there is no file. A link that is not followed counts as a file without
 * metadata, which a writer can replace.
 */
export function headOf(key: string, path: string, links: Links): Head | undefined {
  const stat = statOfFile(path, links);
  // a pipe is never opened: that would wait for its writer
  if (stat === undefined || stat.isSymbolicLink() || !key.endsWith(STAMPED))
    return stat && plainHead(key, stat);
  return withFile(path, links, (file) => stampedHead(key, file));
}

/**
 * The same for what a listing found to be a file or a link. An object is opened at once, since that shows as much as looking
 * first, which would take a quarter of the time.
 */
export function listedHeadOf(key: string, path: string, links: Links): Head | undefined {
  if (!key.endsWith(STAMPED)) return headOf(key, path, links);
  try {
    return withFile(path, links, (file) => stampedHead(key, file));
  } catch {
    // a link that is not followed, or something else by now
    return headOf(key, path, links);
  }
}

/** The same for an object that was noted, and whose file has not changed since. It is not opened. */
export function listedFromNotes(key: string, path: string, notes: ObjectNotes): Head | undefined {
  let stat: BigIntStats | undefined;
  const look = (): BigIntStats | undefined => {
    stat = fileStateOf(path);
    return stat;
  };
  const stamp = notes.recall(key, look);
  if (stat === undefined || stamp === undefined) return undefined;
  const { mark: etag, metadata } = stamp;
  return { key, size: Number(stat.size), etag, lastModified: modifiedAt(stat), metadata };
}

/** The state of the file at `path`, which may not be a link; undefined if there is no file, or it cannot be looked at. */
export function fileStateOf(path: string): BigIntStats | undefined {
  try {
    const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    return stat?.isFile() ? stat : undefined;
  } catch {
    return undefined;
  }
}

/** The same without opening the file, if that is not permitted. It then has no metadata. */
export function plainHeadOf(key: string, path: string, links: Links): Head | undefined {
  const stat = statOfFile(path, links);
  return stat && plainHead(key, stat);
}

/** Fills `bytes` from `offset` of the file at `path`. Its head is read afterwards, to reveal a change in the meantime. */
export function readRange(key: string, path: string, offset: number, bytes: Uint8Array, links: Links) {
  return withFile(path, links, (file) => {
    const got = fill(file, bytes, offset);
    const head = key.endsWith(STAMPED)
      ? stampedHead(key, file)
      : plainHead(key, fstatSync(file, { bigint: true }));
    return { bytes: bytes.subarray(0, got), head };
  });
}

function statOfFile(path: string, links: Links): BigIntStats | undefined {
  const look = links === 'followed' ? statSync : lstatSync;
  const stat = look(path, { bigint: true, throwIfNoEntry: false });
  return stat?.isFile() || stat?.isSymbolicLink() ? stat : undefined;
}

function withFile<T>(path: string, links: Links, work: (file: number) => T): T {
  // does not wait for the other end of a pipe
  const flags = constants.O_RDONLY | constants.O_NONBLOCK;
  const file = openSync(path, links === 'followed' ? flags : flags | constants.O_NOFOLLOW);
  try {
    return work(file);
  } finally {
    closeSync(file);
  }
}

/** Fills `bytes` from `offset` of a file. Returns how many bytes there are. */
function fill(file: number, bytes: Uint8Array, offset: number): number {
  for (let at = 0; at < bytes.length; ) {
    const got = readSync(file, bytes, at, bytes.length - at, offset + at);
    if (got === 0) return at;
    at += got;
  }
  return bytes.length;
}

const plainHead = (key: string, stat: BigIntStats): Head => ({
  key,
  size: Number(stat.size),
  etag: `${stat.size}-${stat.mtimeNs}`,
  lastModified: modifiedAt(stat),
  metadata: {},
});

/** When a file was modified: `stat.mtime`, which takes Node longer because it keeps it. */
const modifiedAt = ({ mtimeMs }: BigIntStats): Date => new Date(Number(mtimeMs));

function stampedHead(key: string, file: number): Head {
  let start = START.subarray(0, readSync(file, START, 0, START.length, 0));
  const plain = plainHead(key, fstatSync(file, { bigint: true }));
  if (extraEnd(start) > start.length) {
    start = new Uint8Array(extraEnd(start));
    start = start.subarray(0, fill(file, start, 0));
  }
  const stamp = readStamp(start, plain.size);
  return stamp === undefined ? plain : { ...plain, etag: stamp.mark, metadata: stamp.metadata };
}
