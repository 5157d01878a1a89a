import { type Dirent, readdirSync } from 'node:fs';
import { codeOf } from './file-problem.ts';
import { STAMPED } from './folder-files.ts';
import { NO_OBJECTS } from './folder-links.ts';
import { sortKeys } from './keys.ts';
import { LinkInLake } from './link-in-lake.ts';

/**
 * The keys of a lake's files that start with `prefix`, in byte order. No link is followed: one in place of an object
 * is listed, because a writer can replace it, and any other one throws {@link LinkInLake}.
 *
 * @param root absolute, without a trailing slash
 */
export function* walkLake(root: string, prefix: string): Generator<string> {
  // a stack of keys whose top is next; those of folders end with a slash
  const pending = [prefix.slice(0, prefix.lastIndexOf('/') + 1)];
  for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
    if (key !== '' && !key.endsWith('/')) {
      yield key;
      continue;
    }
    const keys: string[] = [];
    for (const entry of entriesOf(`${root}/${key}`)) {
      const child = key + entry.name;
      if (!child.startsWith(prefix) && `${child}/` !== prefix) continue;
      const found = keyOf(root, child, entry);
      if (found?.startsWith(prefix) && !NO_OBJECTS.includes(found)) keys.push(found);
    }
    for (const child of sortKeys(keys).reverse()) pending.push(child);
  }
}

/** The key of an entry, with a slash for a folder; undefined for a pipe, a socket or a device. */
function keyOf(root: string, child: string, entry: Dirent): string | undefined {
  if (entry.isDirectory()) return `${child}/`;
  if (entry.isFile()) return child;
  if (!entry.isSymbolicLink()) return undefined;
  if (child.endsWith(STAMPED)) return child;
  throw new LinkInLake(`${root}/${child}`);
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
