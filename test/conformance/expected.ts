import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** A card as the expected rows have it. */
export interface ExpectedCard {
  readonly file: string;
  readonly hdu: number;
  readonly card: number;
  readonly record: number;
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly comment: string;
  readonly flags?: readonly string[];
}

export interface ExpectedFile {
  readonly cards: ExpectedCard[];
  /** Byte offsets of the headers. */
  readonly offsets: number[];
  readonly errors: string[];
}

type Line = ExpectedCard & { readonly summary?: number; readonly offset?: number; readonly error?: string };

/** The expected rows of a `.jsonl.gz`, by file name; undefined where the file is not there. */
export function expectedFiles(path: string): Map<string, ExpectedFile> | undefined {
  if (!existsSync(path)) return undefined;
  const files = new Map<string, ExpectedFile>();
  for (const text of gunzipSync(readFileSync(path)).toString('utf8').split('\n')) {
    if (text === '') continue;
    const line = JSON.parse(text) as Line;
    const file = files.get(line.file) ?? { cards: [], offsets: [], errors: [] };
    files.set(line.file, file);
    if (line.error !== undefined) file.errors.push(line.error);
    else if (line.summary !== undefined) file.offsets.push(line.offset ?? 0);
    else file.cards.push(line);
  }
  return files;
}

/** Flags of cards that readers may read differently. */
export const LENIENT = new Set([
  'noquote',
  'junk-after-value',
  'unparsable',
  'blank-in-number',
  'no-blank-after-equals',
  'equals-in-keyword',
  'bad-keyword-char',
  'keyword-not-left',
  'hierarch-odd-name',
  'nonascii',
  'continue-with-value-indicator',
]);

/** Files of which only a clean end counts. */
export const CLEAN_END_ONLY = [
  'pcount_in_primary',
  'neg_naxis1',
  'trunc_header',
  'header_not_padded',
  'naxis_missing',
  'bitpix_bad',
  'second_simple',
];
