import { type BigIntStats, closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { Changed, type Head } from './store.ts';

/**
 * An open file: ranged reads of one state of it. They are synchronous, which for small files takes half the CPU time. The
 * bytes are valid until the file is closed; then their memory is used for other files.
 */
export interface LocalFile {
  /** Throws {@link Changed} if the file has changed since the first read. */
  read(offset: number, length: number): { readonly bytes: Uint8Array; readonly head: Head };
  close(): void;
}

const SPARE_SIZE = 64 * 1024;
const MOST_SPARE = 16;
const spare: Buffer[] = [];

/**
 * Opens the file at `path`. Its ETag is its size and the time of its last change in nanoseconds.
 *
 * @throws the file system's error; an Error for anything but a file (reading a pipe might never end)
 */
export function openLocalFile(path: string): LocalFile {
  // does not wait for the other end of a pipe, which is refused below
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const opened = fstatSync(file);
  if (!opened.isFile()) {
    closeSync(file);
    throw new Error('not a file');
  }
  /** What the first read found. */
  let first: { readonly size: bigint; readonly mtimeNs: bigint; readonly head: Head } | undefined;
  const used: Buffer[] = [];
  return {
    read: (offset, length) => {
      const most = Math.max(0, Math.min(length, opened.size - offset));
      const bytes =
        most > SPARE_SIZE
          ? Buffer.allocUnsafeSlow(most)
          : (spare.pop() ?? Buffer.allocUnsafeSlow(SPARE_SIZE));
      if (bytes.length === SPARE_SIZE) used.push(bytes);
      const got = readSync(file, bytes, 0, most, offset);
      // after the read, to reveal a change in the meantime
      const stat = fstatSync(file, { bigint: true });
      const { size, mtimeNs } = stat;
      first ??= { size, mtimeNs, head: headOf(path, stat) };
      if (size !== first.size || mtimeNs !== first.mtimeNs) throw new Changed(path);
      return { bytes: bytes.subarray(0, got), head: first.head };
    },
    close: () => {
      closeSync(file);
      spare.push(...used.splice(0, MOST_SPARE - spare.length));
    },
  };
}

const headOf = (path: string, { size, mtimeNs, mtime }: BigIntStats): Head => ({
  key: path,
  size: Number(size),
  etag: `${size}-${mtimeNs}`,
  lastModified: mtime,
  metadata: {},
});
