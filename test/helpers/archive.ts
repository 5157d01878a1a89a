import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { StorageClass } from '@aws-sdk/client-s3';
import { hasFitsSuffix } from '../../lib/lake/suffixes.ts';
import { data, image, primary } from './fits.ts';

/** A file of an archive. */
export interface ArchiveFile {
  readonly bytes: Buffer;
  readonly storageClass?: StorageClass;
  /** Whether the lake must record faults for it. */
  readonly isFaulty: boolean;
}

/** The files of a source bucket, by key. */
export type Archive = ReadonlyMap<string, ArchiveFile>;

type Make = (object: string) => Omit<ArchiveFile, 'isFaulty'>;

const fits = (object: string): Buffer =>
  primary([], [`OBJECT  = '${object}'`, "TELESCOP= 'Meridian 1.0m'", 'EXPTIME = 120.0']);

const page = (object: string): Buffer => Buffer.from(`<!DOCTYPE html><title>${object}</title>`);

/** The kinds of files: how many of a hundred there are, and how their names end. */
const KINDS: readonly (readonly [percent: number, ending: string, isFaulty: boolean, make: Make])[] = [
  [56, '.fits', false, (object) => ({ bytes: fits(object) })],
  [
    10,
    '.FIT',
    false,
    (object) => ({ bytes: Buffer.concat([primary([8, 90]), data(720), extension(object)]) }),
  ],
  // the second header is beyond the first read
  [
    1,
    '.fts',
    false,
    (object) => ({ bytes: Buffer.concat([primary([400, 300]), data(120_000), extension(object)]) }),
  ],
  [8, '.fits.gz', false, (object) => ({ bytes: gzipSync(fits(object)) })],
  [3, '.fits.zst', false, (object) => ({ bytes: zstdCompressSync(fits(object)) })],
  [4, '.cut.fits', true, (object) => ({ bytes: primary([100, 100], [`OBJECT  = '${object}'`]) })],
  [4, '.page.fits', true, (object) => ({ bytes: page(object) })],
  [2, '.cut.fits.gz', true, (object) => ({ bytes: gzipSync(fits(object)).subarray(0, -20) })],
  [2, '.empty.fits', true, () => ({ bytes: Buffer.alloc(0) })],
  [1, '.archived.fits', true, (object) => ({ bytes: fits(object), storageClass: 'GLACIER' })],
  // not selected by their suffix
  [4, '.txt', false, (object) => ({ bytes: Buffer.from(object) })],
  [3, '.fits.md5', false, (object) => ({ bytes: Buffer.from(object) })],
  [2, '.fits/', false, () => ({ bytes: Buffer.alloc(0) })],
];

const extension = (object: string): Buffer => image([], ["EXTNAME = 'SCI'", `OBJECT  = '${object}'`]);

/** The kind of each number below 100. Rare kinds are spread among the others by {@link kindOf}. */
const KIND_BY_NUMBER = KINDS.flatMap((kind) => Array<typeof kind>(kind[0]).fill(kind));
const kindOf = (number: number) => KIND_BY_NUMBER[(number * 37) % 100]!;

/** Names that are easily encoded or decoded wrongly. */
const ODD = [
  'plain',
  'a b',
  'a+b',
  '%41',
  'ünö',
  '天文',
  '#?&=',
  `"it's"`,
  'x..y',
  '(1)~!',
  '\\n',
  '<&amp;>',
];

/** The folder with half of an archive. The other half is spread over {@link FOLDERS}, the last of which is the root. */
export const HALF = 'half 1+%2F天/';
/** A folder with a tenth of an archive, and no file in an archive storage class. */
export const QUIET = '_hidden/';
const FOLDERS = ['echo/2025-01/', QUIET, 'a=b/c//', "sun's %/2023/06/11/", ''];

function folderOf(number: number): string {
  if (number % 2 === 0) return HALF;
  return FOLDERS[((number - 1) / 2) % FOLDERS.length] ?? '';
}

/**
 * Returns the key and the file for a number. Each edition of a file has different bytes, unless it is empty. For every
 * third number, a later edition is faulty if the first one is not, and the other way round.
 */
export function archiveFile(number: number, edition = 1): readonly [key: string, file: ArchiveFile] {
  const [, ending, isFaulty, make] = kindOf(number);
  const key = `${folderOf(number)}${number} ${ODD[number % ODD.length]}${ending}`;
  const object = `object ${number} in edition ${edition}`;
  if (edition === 1 || number % 3 > 0) return [key, { ...make(object), isFaulty }];
  return [key, { bytes: isFaulty ? fits(object) : page(object), isFaulty: !isFaulty }];
}

/** Returns the files of the numbers below `count`, all in their first edition. */
export const archiveOf = (count: number): Map<string, ArchiveFile> =>
  new Map(Array.from({ length: count }, (_, number) => archiveFile(number)));

/** Returns the files of an archive that a lake covers. */
export const filesOf = (archive: Archive, prefix = ''): Archive =>
  new Map([...archive].filter(([key]) => key.startsWith(prefix) && hasFitsSuffix(key)));

/** The keys that a sweep must report. */
export interface Findings {
  readonly new: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: readonly string[];
  /** All faulty files, whatever their outcome. */
  readonly faulty: readonly string[];
}

/**
 * Returns how an archive differs from what a lake contains of it. A file that was written again counts as changed even if
 * its bytes are the same, because its modification time is not.
 */
export function findings(known: Archive, archive: Archive): Findings {
  const [files, before] = [filesOf(archive), filesOf(known)];
  const keys = (test: (key: string, file: ArchiveFile) => boolean): string[] =>
    [...files].flatMap(([key, file]) => (test(key, file) ? [key] : [])).sort();
  const isSame = (key: string, file: ArchiveFile): boolean => before.get(key) === file;
  return {
    new: keys((key) => !before.has(key)),
    changed: keys((key, file) => before.has(key) && !isSame(key, file)),
    unchanged: keys(isSame),
    removed: [...before.keys()].filter((key) => !files.has(key)).sort(),
    faulty: keys((_, { isFaulty }) => isFaulty),
  };
}
