import { listedNames } from '../files/list.ts';
import { type NamedFile, namedFiles } from '../files/named-files.ts';
import type { S3Settings } from '../options/s3.ts';
import { isTree, treeOf, unreadable } from './tree.ts';

/**
 * The files that the user named, and those below the folders and S3 prefixes that the user named, one after the other. A
 * folder that cannot be listed is a file whose `open` throws.
 *
 * @throws what namedFiles throws, for names that are wrong
 */
export async function filesOf(
  args: readonly string[],
  settings: S3Settings,
): Promise<AsyncGenerator<NamedFile>> {
  const names = await listedNames(args);
  const single = await namedFiles(
    names.filter((name) => !isTree(name)),
    settings,
  );
  return inOrder(names, single, settings);
}

async function* inOrder(
  names: readonly string[],
  single: readonly NamedFile[],
  settings: S3Settings,
): AsyncGenerator<NamedFile> {
  const rest = [...single].reverse();
  for (const name of names) {
    const file = isTree(name) ? undefined : rest.pop();
    if (file !== undefined) {
      yield file;
      continue;
    }
    try {
      yield* treeOf(name, settings);
    } catch (error) {
      yield unreadable(name, error);
    }
  }
}
