import type { SourceFile } from './extraction.ts';
import { collectionFolder, HEADERS, lakePrefix, leadingFolders, objectName, shortHash } from './naming.ts';

// Where lake objects were up to 0.1.0 (November 2026), when the name of a collection was the folders themselves, encoded
// as Hive encodes a partition's value in a path. Such objects are moved to where lakeKey puts objects now.

/**
 * The key that the lake object of a source object had up to 0.1.0; most are the same today.
 *
 * @param collectionDepth as of lakeKey
 */
export const formerLakeKey = (place: SourceFile, collectionDepth = 1): string =>
  `${formerCollectionFolder(leadingFolders(place.key, collectionDepth).join('/'))}${objectName(place)}`;

/** The folder of a value's partition up to 0.1.0. */
export const formerCollectionFolder = (value: string): string => collectionFolder(encoded(value));

/**
 * The common prefix of the keys of all lake objects whose source keys begin with a prefix, in their current place or
 * that of 0.1.0. Other keys may have this prefix too.
 *
 * @param collectionDepth as of lakeKey
 */
export function lakePrefixOfAll(sourcePrefix: string, collectionDepth = 1): string {
  const [now, before] = [lakePrefix, formerLakePrefix].map((of) => of(sourcePrefix, collectionDepth));
  return common(now ?? HEADERS, before ?? HEADERS);
}

function formerLakePrefix(sourcePrefix: string, collectionDepth: number): string {
  const folders = sourcePrefix.split('/').slice(0, -1);
  const beginning = leadingFolders(sourcePrefix, collectionDepth).join('/');
  if (folders.length >= collectionDepth) return formerCollectionFolder(beginning);
  // files without a folder were in a collection of their own, as were values that mean NULL
  if (folders.length === 0 || MEANS_NULL.test(beginning)) return HEADERS;
  return `${HEADERS}collection=${cut(pieces(beginning.toWellFormed()))}`;
}

/** The common prefix of two texts, cut between characters. */
function common(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  const isWithinPair = /[\ud800-\udbff]$/.test(one.slice(0, length));
  return one.slice(0, isWithinPair ? length - 1 : length);
}

// Hive's own list (FileUtils.charToEscape), which Glue and Trino share. Non-ASCII characters are not escaped.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are escaped too
const ESCAPED = /[\u0000-\u001f"#%'*/:=?\\\u007f{[\]^]/;

/** What engines take for NULL, unless a character of it is escaped. */
const MEANS_NULL = /^(?:null|__hive_default_partition__)$/i;

/** The longest encoded value, in bytes, and the part of a long one that was kept before its hash. */
const MAX = 200;
const ROOM = 183;

function encoded(value: string): string {
  const text = value.toWellFormed();
  const [first = '', ...rest] = pieces(text);
  const whole = MEANS_NULL.test(text) ? [percent(first), ...rest] : [first, ...rest];
  if (Buffer.byteLength(whole.join('')) <= MAX) return whole.join('');
  return `${cut(whole)}-${shortHash(text)}`;
}

const pieces = (text: string): string[] =>
  [...text].map((character) => (ESCAPED.test(character) ? percent(character) : character));

const percent = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/** As many of the pieces as fit before a hash. */
function cut(all: readonly string[]): string {
  let room = ROOM;
  const kept = all.findIndex((piece) => {
    room -= Buffer.byteLength(piece);
    return room < 0;
  });
  return all.slice(0, kept < 0 ? all.length : kept).join('');
}
