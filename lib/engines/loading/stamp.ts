import { lstatSync } from 'node:fs';

/** The state of a file. When the file changes, so does at least one of the two values. */
export interface Stamp {
  /** Bytes. */
  readonly size: bigint;
  /** Nanoseconds since 1970. */
  readonly mtimeNs: bigint;
}

/** The state of a file, or of a link itself; undefined if there is neither. */
export function stampOf(path: string): Stamp | undefined {
  const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stat?.isFile() || stat?.isSymbolicLink() ? { size: stat.size, mtimeNs: stat.mtimeNs } : undefined;
}
