import { namedFiles } from '../header/files.ts';
import type { S3Settings } from '../options/s3.ts';
import { isTree, type NamedFile, treeOf } from './tree.ts';

/**
 * The files that the user named, and those below the folders and S3 prefixes that the user named, one after the other. A
 * folder that cannot be listed is a file whose `open` throws. Throws UsageError for a name that is not possible.
 */
export async function* filesOf(names: readonly string[], settings: S3Settings): AsyncGenerator<NamedFile> {
  const single = await namedFiles(
    names.filter((name) => !isTree(name)),
    settings,
  );
  for (const name of names) {
    if (!isTree(name)) {
      yield { name, open: () => single.open(name) };
      continue;
    }
    try {
      yield* treeOf(name, settings).files();
    } catch (error) {
      yield {
        name,
        open: () => {
          throw error;
        },
      };
    }
  }
}
