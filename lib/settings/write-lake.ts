import { realpathSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import { RULES_FILE, SETTINGS_FILE } from '../lake/naming.ts';
import { lakeStore } from '../stores/lake-store.ts';
import { makeFolder } from '../stores/make-folder.ts';
import type { Store } from '../stores/store.ts';
import { type LakeSettings, settingsFileText } from './lake-file.ts';

// Writing the settings of a lake. Each file is replaced at once: a reader sees the old one or the new one.

/**
 * Writes the settings of a lake, whose folder is created if it does not exist.
 *
 * @param rules the content of a rules file that is copied into the lake first
 * @throws Conflict if another process writes the same file; LinkInLake, StoreFailure
 */
export async function writeLakeSettings(
  lake: string,
  settings: LakeSettings,
  rules?: Uint8Array,
): Promise<void> {
  makeFolder(lake);
  const store = lakeStore(lake);
  if (rules !== undefined) await replace(store, RULES_FILE, rules);
  await replace(store, SETTINGS_FILE, new TextEncoder().encode(settingsFileText(settings)));
}

async function replace(store: Store, key: string, bytes: Uint8Array): Promise<void> {
  const head = await store.head(key);
  await store.write(key, bytes, { ifMatch: head?.etag ?? null });
}

/** The path of a file below a lake's folder, with slashes; undefined if it is elsewhere, really or through a link. */
export function pathInLake(lake: string, file: string): string | undefined {
  try {
    const path = relative(realpathSync.native(lake), realpathSync.native(file));
    return isAbsolute(path) || path.startsWith('..') ? undefined : path.split(sep).join('/');
  } catch {
    return undefined;
  }
}
