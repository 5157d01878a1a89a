import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { Changed, type Head } from './store.ts';

/** An open file: ranged reads of one state of it. Synchronous: for small files that costs half the CPU. */
export interface LocalFile {
  read(offset: number, length: number): { readonly bytes: Uint8Array; readonly head: Head };
  close(): void;
}

/**
 * Opens the file at `path`; what is no file is an error (a pipe would wait for ever).
 * Its ETag is its size and time of change in nanoseconds.
 */
export function openLocalFile(path: string): LocalFile {
  if (!statSync(path).isFile()) throw new Error('not a file');
  const file = openSync(path, 'r');
  let etag: string | undefined;
  return {
    read: (offset, length) => {
      const size = Number(fstatSync(file).size);
      const bytes = Buffer.allocUnsafeSlow(Math.max(0, Math.min(length, size - offset)));
      const got = bytes.length === 0 ? 0 : readSync(file, bytes, 0, bytes.length, offset);
      // looked at after the read: a change during it shows in the time
      const stat = fstatSync(file, { bigint: true });
      const now = `${stat.size}-${stat.mtimeNs}`;
      etag ??= now;
      if (now !== etag) throw new Changed(path);
      const head = { key: path, size: Number(stat.size), etag, lastModified: stat.mtime, metadata: {} };
      return { bytes: bytes.subarray(0, got), head };
    },
    close: () => closeSync(file),
  };
}
