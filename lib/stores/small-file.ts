import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { lstatUnlessLink, refuseLinkedFolders } from './link-in-lake.ts';

/**
 * The bytes of a small file of a lake, which may come from a stranger: no link is followed, and nothing but a regular
 * file is read. Undefined if there is none.
 *
 * @param root the lake's folder
 * @param key the path of the file below it, without `.` and `..`
 * @param most the most bytes that it may have
 * @throws LinkInLake; the file system's error; an Error for a larger file, and for anything but a file
 */
export function readSmallFile(root: string, key: string, most: number): Buffer | undefined {
  const path = `${root}/${key}`;
  refuseLinkedFolders(root, key);
  if (lstatUnlessLink(path) === undefined) return undefined;
  return readAtMost(path, most, constants.O_NOFOLLOW);
}

/** The bytes of a small file that the user named: links are followed. Throws like {@link readSmallFile}. */
export const readNamedFile = (path: string, most: number): Buffer => readAtMost(path, most, 0);

function readAtMost(path: string, most: number, flags: number): Buffer {
  // does not wait for the other end of a pipe, which is refused
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | flags);
  try {
    if (!fstatSync(file).isFile()) throw new Error('it is not a file');
    // one more byte than allowed shows that the file is too large, whatever its size says
    const bytes = Buffer.alloc(most + 1);
    let length = 0;
    for (;;) {
      const got = readSync(file, bytes, length, bytes.length - length, length);
      length += got;
      if (length > most) throw new Error(`it has more than ${most} bytes`);
      if (got === 0) return bytes.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}
