import type { Listed } from '../../stores/store.ts';

/** Files as they were listed, in this order. They take little more memory than their texts: there may be millions. */
export interface ListedFiles extends Iterable<Listed> {
  readonly length: number;
  add(file: Listed): void;
  /** Whether the file with this key has been added. The first call looks at all of them. */
  has(key: string): boolean;
}

/** Bytes and files that there is room for at first; doubled when it is used up. */
const ROOM = { bytes: 64 * 1024, files: 512 };
/** Numbers of a file: where its key and its ETag end, its size, its last change in milliseconds. */
const NUMBERS = 4;
/** UTF-8 takes at most this many bytes for a UTF-16 unit. */
const WIDEST = 3;

/** An empty list of files. The metadata of a listing are not kept. */
export function listedFiles(): ListedFiles {
  let keys: Set<string> | undefined;
  let texts = Buffer.allocUnsafeSlow(ROOM.bytes);
  let numbers = new Float64Array(NUMBERS * ROOM.files);
  let [length, end] = [0, 0];
  const makeRoom = (bytes: number): void => {
    if (end + bytes > texts.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(2 * texts.length, end + bytes));
      texts.copy(larger, 0, 0, end);
      texts = larger;
    }
    if (NUMBERS * length === numbers.length) {
      const more = new Float64Array(2 * numbers.length);
      more.set(numbers);
      numbers = more;
    }
  };
  const files: ListedFiles = {
    get length() {
      return length;
    },
    add: ({ key, etag, size, lastModified }) => {
      makeRoom(WIDEST * (key.length + etag.length));
      const keyEnd = end + texts.write(key, end);
      end = keyEnd + texts.write(etag, keyEnd);
      keys?.add(key);
      numbers.set([keyEnd, end, size, lastModified.getTime()], NUMBERS * length++);
    },
    *[Symbol.iterator]() {
      for (let file = 0, start = 0; file < length; file++) {
        const first = NUMBERS * file;
        const keyEnd = numbers[first] ?? 0;
        const etagEnd = numbers[first + 1] ?? 0;
        yield {
          key: texts.toString('utf8', start, keyEnd),
          etag: texts.toString('utf8', keyEnd, etagEnd),
          size: numbers[first + 2] ?? 0,
          lastModified: new Date(numbers[first + 3] ?? 0),
        };
        start = etagEnd;
      }
    },
    has: (key) => {
      keys ??= new Set([...files].map((file) => file.key));
      return keys.has(key);
    },
  };
  return files;
}
