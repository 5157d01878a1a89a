import { folderStore } from './folder.ts';
import { HIDDEN, LOCK } from './folder-lock.ts';
import { lstatUnlessLink } from './link-in-lake.ts';
import type { ObjectNotes } from './object-notes.ts';
import type { Store } from './store.ts';

/**
 * The store of a lake folder: a {@link folderStore} that follows no link below its root, because a lake may come from a
 * stranger. The root itself may be a link, because the user named it.
 *
 * @param notes about its objects, which spare a listing opening them
 * @throws LinkInLake if one of the store's own folders is a link. Nothing has been changed then.
 */
export function lakeStore(root: string, notes?: ObjectNotes): Store {
  for (const path of ['headers', HIDDEN, `${HIDDEN}/${LOCK}`]) lstatUnlessLink(`${root}/${path}`);
  return folderStore(root, { noLinks: true, notes });
}
