import type { SourceFile } from './extraction.ts';
import {
  collectionFolder,
  HEADERS,
  lakePrefix,
  leadingFolders,
  MEANS_NULL,
  objectName,
  shortHash,
} from './naming.ts';

// The keys of lake objects up to release 0.1.0 (November 2026). The name of a collection was then the folders themselves,
// encoded as Hive encodes the value of a partition in a path. Such objects are misplaced now, and are moved.

/**
 * The key that the lake object of a source file had up to 0.1.0. Most keys have not changed since.
 *
 * @param collectionDepth as for lakeKey
 */
export const formerLakeKey = (file: SourceFile, collectionDepth = 1): string =>
  `${formerCollectionFolder(leadingFolders(file.key, collectionDepth).join('/'))}${objectName(file)}`;

/** The folder that a partition had up to 0.1.0. */
export const formerCollectionFolder = (value: string): string => collectionFolder(encoded(value));

/**
 * The prefix of the keys of all lake objects whose source keys start with `sourcePrefix`, including those that 0.1.0
 * wrote. Other keys may have it too.
 *
 * @param collectionDepth as for lakeKey
 */
export const lakePrefixOfAll = (sourcePrefix: string, collectionDepth = 1): string =>
  commonPrefix(lakePrefix(sourcePrefix, collectionDepth), formerLakePrefix(sourcePrefix, collectionDepth));

function formerLakePrefix(sourcePrefix: string, collectionDepth: number): string {
  const folders = sourcePrefix.split('/').slice(0, -1);
  const start = leadingFolders(sourcePrefix, collectionDepth).join('/');
  if (folders.length >= collectionDepth) return formerCollectionFolder(start);
  // files without a folder were in another collection, and values that mean NULL were encoded differently
  if (folders.length === 0 || MEANS_NULL.test(start)) return HEADERS;
  return `${HEADERS}collection=${cut(encodedCharacters(start.toWellFormed()))}`;
}

/** The common prefix of two texts, cut between characters. */
function commonPrefix(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  const isWithinPair = /[\ud800-\udbff]$/.test(a.slice(0, length));
  return a.slice(0, isWithinPair ? length - 1 : length);
}

// The characters that Hive encodes (FileUtils.charToEscape), as do Glue and Trino. Non-ASCII characters are not encoded.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are encoded too
const ENCODED = /[\u0000-\u001f"#%'*/:=?\\\u007f{[\]^]/;

/** Bytes of the longest encoded value, and how much of a longer one was kept before its hash. */
const MAX = 200;
const ROOM = 183;

function encoded(value: string): string {
  const text = value.toWellFormed();
  const [first = '', ...rest] = encodedCharacters(text);
  // Hive does not read a value as NULL if a character of it is encoded
  const characters = MEANS_NULL.test(text) ? [percentEncoded(first), ...rest] : [first, ...rest];
  const whole = characters.join('');
  return Buffer.byteLength(whole) <= MAX ? whole : `${cut(characters)}-${shortHash(text)}`;
}

const encodedCharacters = (text: string): string[] =>
  [...text].map((character) => (ENCODED.test(character) ? percentEncoded(character) : character));

const percentEncoded = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/** As many of the characters as fit before a hash. */
function cut(characters: readonly string[]): string {
  let room = ROOM;
  const end = characters.findIndex((character) => {
    room -= Buffer.byteLength(character);
    return room < 0;
  });
  return characters.slice(0, end < 0 ? characters.length : end).join('');
}
