import { realpathSync } from 'node:fs';
import type { OnSkip } from './folder-links.ts';
import { type FolderNames, folderNames } from './folder-names.ts';
import { type Claims, visit } from './folder-visit.ts';

/**
 * The keys of the files below a root that start with `prefix`, in byte order. The keys are the same as in a listing of the
 * whole root. Each folder is visited once ({@link visit}); files with several hard links are listed under every name.
 *
 * A folder that cannot be read is an error, unless there is an `onSkip`. A file whose name is not UTF-8 has no key: it is
 * skipped, and passed to `onSkip`.
 *
 * @param root absolute, without a trailing slash: '' is the file system's root
 * @param names the names of that root, if several listings share them
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
  // a full walk meets every folder in order; a partial one has to know which folders come before it
  const claims = prefix === '' ? () => fresh : names.claims;
  yield* visit({ root, realRoot, start, prefix, claims, onSkip });
  if (prefix === '') names.keep(fresh);
}
