// Folders and S3 prefixes, and the FITS files below them.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { hasFitsSuffix } from '../../lake/suffixes.ts';
import { folderStore } from '../../stores/folder.ts';
import { openLocalPath } from '../header/files.ts';
import type { OpenFile } from '../header/open-file.ts';
import { userPath } from '../options/paths.ts';
import type { S3Settings } from '../options/s3.ts';
import { isS3, s3Uri } from '../options/uri.ts';

/** A file that can be opened. */
export interface NamedFile {
  /** As messages show it. */
  readonly name: string;
  /** Throws if the file cannot be opened. */
  open(): OpenFile;
}

/** A file below a folder or a prefix. */
export interface TreeFile extends NamedFile {
  /** Its path below the folder or the prefix, separated by `/`. */
  readonly path: string;
}

/** A folder or an S3 prefix. */
export interface Tree {
  /**
   * The files with a suffix of FITS, in the byte order of their paths. What cannot be read, such as a subfolder without
   * permission, is a file whose `open` throws. Throws if the folder or the prefix itself cannot be listed.
   */
  files(): AsyncGenerator<TreeFile>;
}

/** Whether a name is that of a folder or of an S3 prefix: a bucket, or a key that ends in `/`. */
export function isTree(name: string): boolean {
  if (isS3(name)) return /(^|\/)$/.test(s3Uri(name).key);
  return statSync(userPath(name), { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The tree of a name for which {@link isTree} is true. */
export const treeOf = (name: string, settings: S3Settings): Tree =>
  isS3(name) ? prefixTree(name, settings) : folderTree(name);

function folderTree(name: string): Tree {
  const root = userPath(name);
  return {
    async *files() {
      const skipped: TreeFile[] = [];
      const store = folderStore(root === '/' ? '' : root, {
        onSkip: (path, reason, skip) => {
          if (skip !== 'elsewhere' && skip !== 'special') skipped.push(unreadable(path, reason));
        },
      });
      for await (const { key } of store.list('')) {
        yield* skipped.splice(0);
        if (!hasFitsSuffix(key)) continue;
        const shown = join(name, key);
        yield { path: key, name: shown, open: () => openLocalPath(root, key, shown) };
      }
      yield* skipped.splice(0);
    },
  };
}

const unreadable = (path: string, reason: string): TreeFile => ({
  path,
  name: path,
  open: () => {
    throw new Error(reason);
  },
});

function prefixTree(name: string, settings: S3Settings): Tree {
  const { bucket, key: prefix } = s3Uri(name);
  return {
    async *files() {
      // loading the AWS SDK takes 0.2 s
      const { objectOpener, objectsBelow } = await import('../header/objects.ts');
      const open = objectOpener(settings);
      for await (const key of objectsBelow({ bucket, key: prefix }, settings))
        if (hasFitsSuffix(key))
          yield {
            path: key.slice(prefix.length),
            name: `s3://${bucket}/${key}`,
            open: () => open({ bucket, key }),
          };
    },
  };
}
