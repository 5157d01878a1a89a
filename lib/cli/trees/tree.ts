// Folders and S3 prefixes, and the FITS files below them.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { hasFitsSuffix } from '../../lake/suffixes.ts';
import { folderStore } from '../../stores/folder.ts';
import { type NamedFile, openLocalPath } from '../files/named-files.ts';
import { userPath } from '../options/paths.ts';
import type { S3Settings } from '../options/s3.ts';
import { isS3, s3Uri } from '../options/uri.ts';

/** A file below a folder or a prefix. */
export interface TreeFile extends NamedFile {
  /** Its path below the folder or the prefix, separated by `/`. */
  readonly path: string;
}

/**
 * The files below a folder or an S3 prefix that have a suffix of FITS, in the byte order of their paths. What cannot be
 * read, such as a subfolder without permission, is a file whose `open` throws. Throws if the folder or the prefix itself
 * cannot be listed.
 */
export type Tree = AsyncGenerator<TreeFile>;

/** Whether a name is that of a folder or of an S3 prefix: a bucket, or a key that ends in `/`. */
export function isTree(name: string): boolean {
  if (name === '') return false;
  if (isS3(name)) return /(^|\/)$/.test(s3Uri(name).key);
  return statSync(userPath(name), { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The tree of a name for which {@link isTree} is true. */
export const treeOf = (name: string, settings: S3Settings): Tree =>
  isS3(name) ? prefixTree(name, settings) : folderTree(name);

async function* folderTree(name: string): Tree {
  const root = userPath(name);
  const skipped: TreeFile[] = [];
  const store = folderStore(root === '/' ? '' : root, {
    onSkip: (path, reason, skip) => {
      if (skip !== 'elsewhere' && skip !== 'special') skipped.push(unreadable(path, new Error(reason)));
    },
  });
  for await (const { key } of store.list('')) {
    yield* skipped.splice(0);
    const path = join(name, key);
    if (hasFitsSuffix(key)) yield { path: key, name: path, hdu: undefined, open: () => openLocalPath(path) };
  }
  yield* skipped.splice(0);
}

/** Something that cannot be read, as a file. */
export const unreadable = (name: string, error: unknown): TreeFile => ({
  path: name,
  name,
  hdu: undefined,
  open: () => {
    throw error;
  },
});

async function* prefixTree(name: string, settings: S3Settings): Tree {
  const { bucket, key: prefix } = s3Uri(name);
  // loading the AWS SDK takes 0.2 s
  const { objectOpener, objectsBelow } = await import('../files/objects.ts');
  const open = objectOpener(settings);
  for await (const key of objectsBelow({ bucket, key: prefix }, settings)) {
    if (!hasFitsSuffix(key)) continue;
    const path = key.slice(prefix.length);
    yield { path, name: `s3://${bucket}/${key}`, hdu: undefined, open: () => open({ bucket, key }) };
  }
}
