import { hash } from 'node:crypto';
import type { SourceFile } from './extraction.ts';
import { rememberLast } from './remember-last.ts';

// The keys of lake objects. A change here makes existing objects misplaced, and sweeps and backfills move them.

/** The folder of the lake that contains the lake objects. */
export const HEADERS_FOLDER = 'headers';

/** The beginning of the key of every lake object. */
export const HEADERS = `${HEADERS_FOLDER}/`;

/** The file in a lake's folder that contains the lake's settings, and the copy of the user's custom rules beside it. */
export const SETTINGS_FILE = 'fits-datalake.json';
export const RULES_FILE = 'fits-datalake-rules.yaml';

/** The longest name of a collection, and the longest readable part of an object's name. */
const MAX_COLLECTION = 200;
const MAX_NAME = 100;

/** Hexadecimal digits of a hash in a name: 64 bits, enough to be unique in any archive. */
const DIGITS = 16;

/**
 * The key of the lake object of a source file: `headers/collection=C/HASH-NAME.csv.gz`. It is a legal path for any source
 * key: no segment is hidden (starts with `_` or `.`) or longer than 255 bytes.
 *
 * @param collectionDepth how many leading folders of the source key name its collection
 */
export const lakeKey = ({ bucket, key }: SourceFile, collectionDepth = 1): string =>
  `${folderOf(leadingFolders(key, collectionDepth).join('/'))}${objectName({ bucket, key })}`;

/** The folder of a collection, from the leading folders of its files. Most files are in that of the file before. */
const folderOf = rememberLast((folders) => collectionFolder(collectionName(folders.split('/'))));

/** The leading folders of a source key that name its collection. `-` replaces a missing or empty one. */
export function leadingFolders(key: string, collectionDepth: number): string[] {
  const folders = key.split('/').slice(0, -1).slice(0, collectionDepth);
  return folders.length === 0 ? ['-'] : folders.map((folder) => folder || '-');
}

/** The last part of a lake object's key, `HASH-NAME.csv.gz`. It does not depend on the collection. */
export function objectName({ bucket, key }: SourceFile): string {
  const name = key
    .slice(key.lastIndexOf('/') + 1)
    .replace(/[^A-Za-z0-9.-]+/g, '-')
    .slice(0, MAX_NAME);
  return `${shortHash(`${bucket}/${key}`)}-${name}.csv.gz`;
}

/** Whether a path could be the key of a lake object. */
export const isObjectPath = (path: string): boolean =>
  /^headers\/collection=[^/]+\/[0-9a-f]{16}-[A-Za-z0-9.-]*\.csv\.gz$/.test(path);

/**
 * Whether a source key looks like a lake object, in a lake anywhere in the source. Unlike for {@link isObjectPath}, copies
 * of lake objects count too (`... (1).csv.gz`), since they are not FITS files either.
 */
export const isNamedAsLakeObject = (key: string): boolean =>
  /(?:^|\/)headers\/collection=[^/]*\/[0-9a-f]{16}-[^/]*\.csv\.gz$/.test(key);

/** Whether a source key looks like the settings or the rules of a lake, anywhere in the source. */
export const isNamedAsLakeSettings = (key: string): boolean =>
  /(?:^|\/)fits-datalake(?:\.json|-rules\.yaml)$/.test(key);

/** The folder of a collection's partition. */
export const collectionFolder = (name: string): string => `${HEADERS}collection=${name}/`;

/** The collection of a lake object: the value and the folder of its partition. */
export function collectionOf(lakeKey: string): { readonly value: string; readonly folder: string } {
  const folder = lakeKey.slice(0, lakeKey.lastIndexOf('/') + 1);
  const name = folder.slice(folder.indexOf('=') + 1, -1);
  // names need no encoding; folders of release 0.1.0 may contain `%`, which Hive decodes
  const value = name.replace(/%([0-9A-F]{2})/g, (_, digits) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return { value, folder };
}

/**
 * The prefix of the keys of all lake objects whose source keys start with `sourcePrefix`. Other keys may have it too.
 *
 * @param collectionDepth as for {@link lakeKey}
 */
export function lakePrefix(sourcePrefix: string, collectionDepth = 1): string {
  const folders = sourcePrefix.split('/').slice(0, -1);
  // they are all in one collection
  if (folders.length >= collectionDepth)
    return collectionFolder(collectionName(leadingFolders(sourcePrefix, collectionDepth)));
  // files without a folder are in another collection
  if (folders.length === 0) return HEADERS;
  // a longer name is cut here
  const beginning = plainName(leadingFolders(sourcePrefix, collectionDepth)).slice(0, ROOM);
  return `${HEADERS}collection=${beginning}`;
}

/**
 * The name of a collection, which is both the value of its partition and, unchanged, part of a path. It is limited to
 * characters that Hive, Glue and Trino do not encode in paths, because it is not documented whether Glue's crawler decodes
 * them. Folders that differ only in other characters share a collection; so do folders that differ only in case, on a file
 * system that ignores case.
 */
function collectionName(folders: readonly string[]): string {
  const name = plainName(folders);
  if (MEANS_NULL.test(name)) return `${name}_`;
  if (name.length <= MAX_COLLECTION) return name;
  return `${name.slice(0, ROOM)}-${shortHash(folders.join('/'))}`;
}

const plainName = (folders: readonly string[]): string =>
  folders.map((folder) => folder.replace(/[^A-Za-z0-9._-]/gu, '_')).join('~');

/** Whether the value of a partition could be the name of a collection. */
export const isCollectionName = (value: string): boolean =>
  /^[A-Za-z0-9._~-]{1,200}$/.test(value) && !MEANS_NULL.test(value);

/** How much of a long name is kept before its hash. */
const ROOM = MAX_COLLECTION - DIGITS - 1;

/** The partition value that Hive, and so Athena, reads as NULL. */
export const HIVE_NULL = '__HIVE_DEFAULT_PARTITION__';

/** Partition values that engines read as NULL. */
export const MEANS_NULL = /^(?:null|__hive_default_partition__)$/i;

/** The first digits of a text's SHA-256. */
export const shortHash = (text: string): string => hash('sha256', text).slice(0, DIGITS);
