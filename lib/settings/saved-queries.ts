import { readdirSync } from 'node:fs';
import { placeholderNames } from '../sql/placeholders.ts';
import type { NamedQuery } from '../sql/queries.ts';
import { lakeStore } from '../stores/lake-store.ts';
import { lstatUnlessLink } from '../stores/link-in-lake.ts';
import { makeFolder } from '../stores/make-folder.ts';
import { readSmallFile } from '../stores/small-file.ts';

// The queries that users save in a lake, as queries/NAME.sql. Lakes are copied, so the files may come from a stranger.

const FOLDER = 'queries';
const SUFFIX = '.sql';
/** The most bytes of a saved query. */
export const MOST_QUERY_BYTES = 65_536;
/** The most saved queries of a lake. Further files are ignored. */
export const MOST_QUERIES = 200;

/** Whether a saved query can have this name. */
export const isQueryName = (name: string): boolean => /^[a-z0-9][a-z0-9-]{0,63}$/.test(name);

/** The path of a saved query below the lake's folder. */
export const savedQueryKey = (name: string): string => `${FOLDER}/${name}${SUFFIX}`;

/**
 * The names of a lake's saved queries, sorted.
 *
 * @throws LinkInLake; the file system's error
 */
export function savedQueryNames(lake: string): string[] {
  const folder = `${lake}/${FOLDER}`;
  if (lstatUnlessLink(folder)?.isDirectory() !== true) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => file.slice(0, -SUFFIX.length))
    .filter(isQueryName)
    .sort()
    .slice(0, MOST_QUERIES);
}

/**
 * A saved query; undefined if there is none. All its parameters are text.
 *
 * @throws LinkInLake; the file system's error; an Error if it is too large or not a file
 */
export function readSavedQuery(lake: string, name: string): NamedQuery | undefined {
  if (!isQueryName(name)) return undefined;
  const bytes = readSmallFile(lake, savedQueryKey(name), MOST_QUERY_BYTES);
  if (bytes === undefined) return undefined;
  const sql = bytes.toString();
  const [, about = ''] = /^--[ \t]*(.*)/.exec(sql) ?? [];
  const parameters = placeholderNames(sql).map(
    (parameter) => ({ name: parameter, type: 'varchar', example: 'VALUE', about: '' }) as const,
  );
  return { name, about, parameters, sql };
}

/**
 * Saves a query. Its description becomes the comment in its first line.
 *
 * @throws Conflict if there is one of this name and it is not to be replaced; LinkInLake, StoreFailure
 */
export async function saveQuery(
  lake: string,
  { name, about, sql }: Pick<NamedQuery, 'name' | 'about' | 'sql'>,
  isReplaced: boolean,
): Promise<void> {
  makeFolder(lake);
  const store = lakeStore(lake);
  const key = savedQueryKey(name);
  const head = isReplaced ? await store.head(key) : undefined;
  const text = about === '' ? sql : `-- ${about}\n${sql}`;
  await store.write(key, new TextEncoder().encode(`${text.trimEnd()}\n`), { ifMatch: head?.etag ?? null });
}
