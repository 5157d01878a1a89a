import { realpathSync } from 'node:fs';
import type { OnSkip } from './folder-links.ts';
import { type FolderNames, folderNames } from './folder-names.ts';
import { type Claims, visit } from './folder-visit.ts';

/**
 * The keys of the files below a root that begin with `prefix`, in the order of their bytes: those of the whole root that
 * begin so, whatever the prefix. Each folder is visited once ({@link visit}); files are never left out for what they
 * are linked with. A folder that cannot be read is an error, unless there is an `onSkip`. A file whose name is not
 * UTF-8 has no key: it is left out, and `onSkip` told.
 *
 * @param root absolute, without a slash at its end: '' is the root of all
 * @param names of that root, where several listings share them
 */
export function* walk(
  root: string,
  prefix: string,
  onSkip?: OnSkip,
  names: FolderNames = folderNames(root),
): Generator<string> {
  const start = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const folder = start.slice(0, -1);
  if (folder !== '' && names.visitedAs(folder) !== folder) return;
  const realRoot = realpathSync.native(root || '/');
  const fresh: Claims = new Map();
  // a walk over all meets every folder in order; a part has to know what comes before it
  const claims = prefix === '' ? () => fresh : names.claims;
  yield* visit({ root, realRoot, start, prefix, claims, onSkip });
  if (prefix === '') names.keep(fresh);
}
