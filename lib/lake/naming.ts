import { hash } from 'node:crypto';
import type { SourceFile } from './extraction.ts';

/** Below this the lake's objects are. */
export const HEADERS = 'headers/';

/** The longest collection name, in bytes, and the longest readable name, in characters. */
const MAX_COLLECTION = 200;
const MAX_NAME = 100;

/** Hexadecimal digits of a hash in a name: 64 bits, so that no archive meets two alike. */
const DIGITS = 16;

/**
 * The key of the lake object that holds what is known of one source object:
 * `headers/collection=C/HASH-NAME.csv.gz`. Any source key gives a legal path, none of whose segments is
 * hidden (begins with `_` or `.`) or longer than 255 bytes.
 *
 * @param collectionDepth how many leading folders of the source key name its collection
 */
export const lakeKey = ({ bucket, key }: SourceFile, collectionDepth = 1): string =>
  `${collectionFolder(collectionName(leadingFolders(key, collectionDepth)))}${objectName({ bucket, key })}`;

/** The leading folders of a source key that name its collection; one without a name is `-`. */
export function leadingFolders(key: string, collectionDepth: number): string[] {
  const folders = key.split('/').slice(0, -1).slice(0, collectionDepth);
  return folders.length === 0 ? ['-'] : folders.map((folder) => folder || '-');
}

/** `HASH-NAME.csv.gz`: the same in every collection. */
export function objectName({ bucket, key }: SourceFile): string {
  const name = key
    .slice(key.lastIndexOf('/') + 1)
    .replace(/[^A-Za-z0-9.-]+/g, '-')
    .slice(0, MAX_NAME);
  return `${shortHash(`${bucket}/${key}`)}-${name}.csv.gz`;
}

/** Whether a path could be that of a lake object, for any source file. */
export const isObjectPath = (path: string): boolean =>
  /^headers\/collection=[^/]+\/[0-9a-f]{16}-[A-Za-z0-9.-]*\.csv\.gz$/.test(path);

/**
 * Whether a key of a source is named as a lake names its objects, wherever that lake is. Copies of lake objects count too
 * (`... (1).csv.gz`), unlike in {@link isObjectPath}: none of them is a FITS file.
 */
export const isNamedAsLakeObject = (key: string): boolean =>
  /(?:^|\/)headers\/collection=[^/]*\/[0-9a-f]{16}-[^/]*\.csv\.gz$/.test(key);

/** The folder that is the partition of a collection. */
export const collectionFolder = (name: string): string => `${HEADERS}collection=${name}/`;

/** The collection of a lake object: its partition's value, and the folder that is the partition. */
export function collectionOf(lakeKey: string): { readonly value: string; readonly folder: string } {
  const folder = lakeKey.slice(0, lakeKey.lastIndexOf('/') + 1);
  const name = folder.slice(folder.indexOf('=') + 1, -1);
  // a name needs no encoding, so it has no `%`; folders of 0.1.0 may have some, which Hive decodes
  const value = name.replace(/%([0-9A-F]{2})/g, (_, digits) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return { value, folder };
}

/**
 * How the keys of all lake objects begin whose source keys begin so.
 *
 * @param collectionDepth as of {@link lakeKey}
 */
export function lakePrefix(sourcePrefix: string, collectionDepth = 1): string {
  const folders = sourcePrefix.split('/').slice(0, -1);
  // all of them are in one collection
  if (folders.length >= collectionDepth)
    return collectionFolder(collectionName(leadingFolders(sourcePrefix, collectionDepth)));
  // files without a folder are in another collection
  if (folders.length === 0) return HEADERS;
  // a long name is cut where it is longer than that
  const beginning = plainName(leadingFolders(sourcePrefix, collectionDepth)).slice(0, ROOM);
  return `${HEADERS}collection=${beginning}`;
}

/**
 * The name of a collection: a partition's value and, unchanged, a part of a path. Hive, Glue and Trino encode other
 * characters in paths, and no documentation says whether Glue's crawler decodes them. Folders that differ only in such
 * characters share a collection; so do folders that differ only in case, on a file system that ignores case.
 */
function collectionName(folders: readonly string[]): string {
  const name = plainName(folders);
  if (MEANS_NULL.test(name)) return `${name}_`;
  if (name.length <= MAX_COLLECTION) return name;
  return `${name.slice(0, ROOM)}-${shortHash(folders.join('/'))}`;
}

const plainName = (folders: readonly string[]): string =>
  folders.map((folder) => folder.replace(/[^A-Za-z0-9._-]/gu, '_')).join('~');

/** Whether a partition's value could come from {@link lakeKey}. */
export const isCollectionName = (value: string): boolean =>
  /^[A-Za-z0-9._~-]{1,200}$/.test(value) && !MEANS_NULL.test(value);

/** The part of a long name that is kept before its hash. */
const ROOM = MAX_COLLECTION - DIGITS - 1;

/** The value of a partition that is NULL to Hive, and so to Athena. */
export const HIVE_NULL = '__HIVE_DEFAULT_PARTITION__';

/** What engines take for NULL. */
const MEANS_NULL = /^(?:null|__hive_default_partition__)$/i;

/** The beginning of a text's SHA-256. */
export const shortHash = (text: string): string => hash('sha256', text).slice(0, DIGITS);
