import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { fileProblem } from './file-problem.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Values in a temporary file, which can be read again in the order in which they were added. */
export interface SpoolFile<Value> {
  /** Throws an Error that says why, if the file cannot be written. */
  add(value: Value): void;
  /** Reads all values, one at a time. */
  pieces(): Iterable<Value>;
  /** The bytes that the values take. */
  size(): number;
  /** Removes the file. */
  remove(): void;
}

/**
 * Creates an empty file for values in a temporary folder.
 *
 * @throws Error if temporary files cannot be written
 */
export function spoolFile<Value>(): SpoolFile<Value> {
  const folder = temporaryFolder('spool');
  const path = join(folder.path, 'values');
  const file = openSync(path, 'wx+', 0o600);
  const lengths: number[] = [];
  let size = 0;
  return {
    add: (value) => {
      const bytes = serialize(value);
      try {
        for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at, size + at);
      } catch (error) {
        const why = `the temporary file ${path} (TMPDIR) cannot be written: ${fileProblem(error)}`;
        throw new Error(why, { cause: error });
      }
      lengths.push(bytes.length);
      size += bytes.length;
    },
    *pieces() {
      let position = 0;
      for (const length of lengths) {
        const bytes = Buffer.alloc(length);
        for (let at = 0; at < length; ) at += readSync(file, bytes, at, length - at, position + at);
        position += length;
        yield deserialize(bytes) as Value;
      }
    },
    size: () => size,
    remove: () => {
      closeSync(file);
      folder.remove();
    },
  };
}
