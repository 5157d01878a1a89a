import type { Place } from './extraction.ts';
import { collectionFolder, HEADERS, lakePrefix, leadingFolders, objectName, shortHash } from './naming.ts';

// Where lake objects were up to 0.1.0 (November 2026), when the name of a collection was the folders themselves, encoded
// as Hive encodes a partition's value in a path. Lakes from then are found, and moved to where lakeKey puts objects now.

/**
 * The key that the lake object of a source object had up to 0.1.0; most are the same today.
 *
 * @param collectionDepth as of lakeKey
 */
export const formerLakeKey = (place: Place, collectionDepth = 1): string =>
  `${formerCollectionFolder(leadingFolders(place.key, collectionDepth).join('/'))}${objectName(place)}`;

/** The folder that was the partition of a value up to 0.1.0. */
export const formerCollectionFolder = (value: string): string => collectionFolder(encoded(value));

/**
 * How the keys of all lake objects begin whose source keys begin so, be they where they belong or where they were up to
 * 0.1.0. Others may begin so too.
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
  // files without a folder were in another collection, and so may have been a value that means NULL
  if (folders.length === 0 || MEANS_NULL.test(beginning)) return HEADERS;
  return `${HEADERS}collection=${cut(pieces(beginning.toWellFormed()))}`;
}

/** What two texts begin with, cut between characters. */
function common(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  const isWithinPair = /[\ud800-\udbff]$/.test(one.slice(0, length));
  return one.slice(0, isWithinPair ? length - 1 : length);
}

// Hive's own list (FileUtils.charToEscape), which Glue and Trino share. Beyond ASCII nothing is escaped.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are escaped too
const ESCAPED = /[\u0000-\u001f"#%'*/:=?\\\u007f{[\]^]/;

/** What engines take for NULL, unless a character of it is escaped. */
const MEANS_NULL = /^(?:null|__hive_default_partition__)$/i;

/** Bytes of an encoded value, at most, and of what was left of a long one beside its hash. */
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

/** As many of the pieces as there is room for beside a hash. */
function cut(all: readonly string[]): string {
  let room = ROOM;
  const kept = all.findIndex((piece) => {
    room -= Buffer.byteLength(piece);
    return room < 0;
  });
  return all.slice(0, kept < 0 ? all.length : kept).join('');
}
