// Which files are compared with each other.

import { basename, join } from 'node:path';
import { UsageError } from '../errors.ts';
import { type NamedFile, namedFiles } from '../files/named-files.ts';
import type { S3Settings } from '../options/s3.ts';
import { isS3 } from '../options/uri.ts';
import { isTree, type TreeFile, treeOf } from '../trees/tree.ts';

/** Two files to compare, or one without a counterpart. */
export interface FilePair {
  readonly a: NamedFile | undefined;
  readonly b: NamedFile | undefined;
}

/**
 * The files that two names stand for: two files; a file and the one of the same name in a folder; or the files of two
 * folders, matched by their paths below them. Throws UsageError, and an Error if a folder cannot be listed.
 */
export async function* pairsOf(a: string, b: string, settings: S3Settings): AsyncGenerator<FilePair> {
  if (isTree(a) && isTree(b)) {
    yield* merged(treeOf(a, settings), treeOf(b, settings));
    return;
  }
  const names = [isTree(a) ? within(a, b) : a, isTree(b) ? within(b, a) : b];
  const files = await namedFiles(names, settings);
  if (files.length !== 2)
    throw new UsageError('diff compares two files; a list names more of them, or fewer');
  yield { a: files[0], b: files[1] };
}

/** The file in a folder that has the name of another file. */
const within = (folder: string, file: string): string =>
  isS3(folder) ? folder + basename(file) : join(folder, basename(file));

/** Two lists of files, both in the byte order of their paths, as pairs with the same path. */
async function* merged(a: AsyncIterator<TreeFile>, b: AsyncIterator<TreeFile>): AsyncGenerator<FilePair> {
  let [inA, inB] = await Promise.all([a.next(), b.next()]);
  while (!inA.done || !inB.done) {
    const order = inA.done ? 1 : inB.done ? -1 : byBytes(inA.value.path, inB.value.path);
    yield { a: order <= 0 ? inA.value : undefined, b: order >= 0 ? inB.value : undefined };
    [inA, inB] = await Promise.all([order <= 0 ? a.next() : inA, order >= 0 ? b.next() : inB]);
  }
}

const byBytes = (a: string, b: string): number =>
  a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
