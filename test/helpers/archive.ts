import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { StorageClass } from '@aws-sdk/client-s3';
import { hasFitsSuffix } from '../../lib/lake/suffixes.ts';
import { data, image, primary } from './fits.ts';

/** A file of an archive. */
export interface ArchiveFile {
  readonly bytes: Buffer;
  readonly storageClass?: StorageClass;
  /** Whether the lake has to name faults of it. */
  readonly isFaulty: boolean;
}

/** What a source bucket holds, by key. */
export type Archive = ReadonlyMap<string, ArchiveFile>;

type Make = (object: string) => Omit<ArchiveFile, 'isFaulty'>;

const fits = (object: string): Buffer =>
  primary([], [`OBJECT  = '${object}'`, "TELESCOP= 'Meridian 1.0m'", 'EXPTIME = 120.0']);

const page = (object: string): Buffer => Buffer.from(`<!DOCTYPE html><title>${object}</title>`);

/** Kinds of files, how their names end, and how many of a hundred are so. */
const KINDS: readonly (readonly [hundredths: number, ending: string, isFaulty: boolean, make: Make])[] = [
  [56, '.fits', false, (object) => ({ bytes: fits(object) })],
  [
    10,
    '.FIT',
    false,
    (object) => ({ bytes: Buffer.concat([primary([8, 90]), data(720), extension(object)]) }),
  ],
  // its second header is beyond the first read
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
  // none of ours
  [4, '.txt', false, (object) => ({ bytes: Buffer.from(object) })],
  [3, '.fits.md5', false, (object) => ({ bytes: Buffer.from(object) })],
  [2, '.fits/', false, () => ({ bytes: Buffer.alloc(0) })],
];

const extension = (object: string): Buffer => image([], ["EXTNAME = 'SCI'", `OBJECT  = '${object}'`]);

/** One kind for each number of a hundred, the rare ones spread among the others. */
const OF_A_HUNDRED = KINDS.flatMap((kind) => Array<typeof kind>(kind[0]).fill(kind));
const kindOf = (number: number) => OF_A_HUNDRED[(number * 37) % 100]!;

/** What trips whoever encodes or decodes keys. */
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

/** Half of an archive is in the first folder, the other half in these; what has none lies at the root. */
export const HALF = 'half 1+%2F天/';
/** A tenth, with no archived file. */
export const QUIET = '_hidden/';
const FOLDERS = ['echo/2025-01/', QUIET, 'a=b/c//', "sun's %/2023/06/11/", ''];

function folderOf(number: number): string {
  if (number % 2 === 0) return HALF;
  return FOLDERS[((number - 1) / 2) % FOLDERS.length] ?? '';
}

/**
 * The key of a file, and the file itself; each edition of it has other bytes, where it has any. Of every third, a later
 * edition is good where the first is faulty, and the other way round.
 */
export function archiveFile(number: number, edition = 1): readonly [key: string, file: ArchiveFile] {
  const [, ending, isFaulty, make] = kindOf(number);
  const key = `${folderOf(number)}${number} ${ODD[number % ODD.length]}${ending}`;
  const object = `object ${number} in edition ${edition}`;
  if (edition === 1 || number % 3 > 0) return [key, { ...make(object), isFaulty }];
  return [key, { bytes: isFaulty ? fits(object) : page(object), isFaulty: !isFaulty }];
}

/** Files of so many numbers, all of their first edition. */
export const archiveOf = (count: number): Map<string, ArchiveFile> =>
  new Map(Array.from({ length: count }, (_, number) => archiveFile(number)));

/** The part of an archive that a lake is about. */
export const filesOf = (archive: Archive, prefix = ''): Archive =>
  new Map([...archive].filter(([key]) => key.startsWith(prefix) && hasFitsSuffix(key)));

/** What a sweep has to find, by name. */
export interface Findings {
  readonly new: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: readonly string[];
  /** Whatever became of them. */
  readonly faulty: readonly string[];
}

/**
 * How an archive differs from what a lake knows of it. What was put once more has changed, even if it has the same
 * bytes: it was modified at another time.
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
