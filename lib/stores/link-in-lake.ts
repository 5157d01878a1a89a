import { type BigIntStats, lstatSync } from 'node:fs';

/** A lake contains a symbolic link. Its target is elsewhere, and is neither read nor written. */
export class LinkInLake extends Error {
  override readonly name = 'LinkInLake';
  readonly path: string;
  constructor(path: string) {
    super(`${path} ${IS_A_LINK}`);
    this.path = path;
  }
}

/** What is wrong, to follow the path. */
export const IS_A_LINK = 'is a symbolic link; a lake must not contain links';

/** The status of what is at `path`; undefined if there is nothing. Throws {@link LinkInLake} for a link. */
export function lstatUnlessLink(path: string): BigIntStats | undefined {
  const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (stat?.isSymbolicLink()) throw new LinkInLake(path);
  return stat;
}

/** Throws {@link LinkInLake} if a folder between `root` and the end of `key` is a link. */
export function refuseLinkedFolders(root: string, key: string): void {
  for (let slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
    if (lstatUnlessLink(`${root}/${key.slice(0, slash)}`) === undefined) return;
  }
}
