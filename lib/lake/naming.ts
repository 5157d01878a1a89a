import { hash } from 'node:crypto';
import type { Place } from './extraction.ts';

/** Below this the lake's objects are. */
export const HEADERS = 'headers/';

/** Bytes of an encoded partition value, and characters of a readable name, at most. */
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
export function lakeKey({ bucket, key }: Place, collectionDepth = 1): string {
  const segments = key.split('/');
  const name = (segments.pop() ?? '').replace(/[^A-Za-z0-9.-]+/g, '-').slice(0, MAX_NAME);
  const folders = segments.slice(0, collectionDepth).map((folder) => folder || '-');
  const folder = collectionFolder(folders.join('/') || '-');
  return `${folder}${shortHash(`${bucket}/${key}`)}-${name}.csv.gz`;
}

/** The folder that is the partition of a collection. */
export const collectionFolder = (value: string): string => `${HEADERS}collection=${partitionValue(value)}/`;

/**
 * How the keys of all lake objects begin whose source keys begin so.
 *
 * @param collectionDepth as of {@link lakeKey}
 */
export function lakePrefix(sourcePrefix: string, collectionDepth = 1): string {
  const folders = sourcePrefix.split('/').slice(0, -1);
  const named = folders.slice(0, collectionDepth).map((folder) => folder || '-');
  // all of them are in one collection
  if (folders.length >= collectionDepth) return collectionFolder(named.join('/') || '-');
  const beginning = named.join('/').toWellFormed();
  // files without a folder are in another one, and so may be a value that means NULL
  if (beginning === '' || MEANS_NULL.test(beginning)) return HEADERS;
  const pieces = [...beginning].map((character) =>
    ESCAPED.test(character) ? percent(character) : character,
  );
  // a long value is cut where it is longer than that
  return `${HEADERS}collection=${cut(pieces, MAX_COLLECTION - DIGITS - 1)}`;
}

/** The collection of a lake object: its partition's value, and the folder that is the partition. */
export function collectionOf(lakeKey: string): { readonly value: string; readonly folder: string } {
  const folder = lakeKey.slice(0, lakeKey.lastIndexOf('/') + 1);
  const encoded = folder.slice(folder.indexOf('=') + 1, -1);
  const value = encoded.replace(/%([0-9A-F]{2})/g, (_, digits) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return { value, folder };
}

// Hive's own list (FileUtils.charToEscape), which Glue and Trino share. Beyond ASCII nothing is escaped.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are escaped too
const ESCAPED = /[\u0000-\u001f"#%'*/:=?\\\u007f{[\]^]/;

/** The value of a partition that is NULL to Hive, and so to Athena. */
export const HIVE_NULL = '__HIVE_DEFAULT_PARTITION__';

/** What engines take for NULL, unless a character of it is escaped. */
const MEANS_NULL = /^(?:null|__hive_default_partition__)$/i;

/** A partition's value in a path, as Hive encodes it; a long one is cut and ends in its hash. */
function partitionValue(value: string): string {
  const text = value.toWellFormed();
  const pieces = [...text].map((character, i) =>
    ESCAPED.test(character) || (i === 0 && MEANS_NULL.test(text)) ? percent(character) : character,
  );
  const whole = pieces.join('');
  if (Buffer.byteLength(whole) <= MAX_COLLECTION) return whole;
  return `${cut(pieces, MAX_COLLECTION - DIGITS - 1)}-${shortHash(text)}`;
}

/** As many of the pieces as there is room for, in bytes. */
function cut(pieces: readonly string[], bytes: number): string {
  let room = bytes;
  const kept = pieces.findIndex((piece) => {
    room -= Buffer.byteLength(piece);
    return room < 0;
  });
  return pieces.slice(0, kept < 0 ? pieces.length : kept).join('');
}

const percent = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

const shortHash = (text: string): string => hash('sha256', text).slice(0, DIGITS);
