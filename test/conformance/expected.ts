import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** A card in the expected rows. */
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

/** The expected rows of one file. */
export interface ExpectedFile {
  readonly cards: ExpectedCard[];
  /** Byte offsets of the headers. */
  readonly offsets: number[];
  readonly errors: string[];
}

type Line = ExpectedCard & { readonly summary?: number; readonly offset?: number; readonly error?: string };

/** The expected rows in a `.jsonl` or `.jsonl.gz` file, by file name; undefined if it does not exist. */
export function expectedFiles(path: string): Map<string, ExpectedFile> | undefined {
  if (!existsSync(path)) return undefined;
  const files = new Map<string, ExpectedFile>();
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  for (const json of text.split('\n')) {
    if (json === '') continue;
    const line = JSON.parse(json) as Line;
    const file = files.get(line.file) ?? { cards: [], offsets: [], errors: [] };
    files.set(line.file, file);
    if (line.error !== undefined) file.errors.push(line.error);
    else if (line.summary !== undefined) file.offsets.push(line.offset ?? 0);
    else file.cards.push(line);
  }
  return files;
}

/** Flags of cards that a reader may read in more than one way. */
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

/** Files that only have to be read to a clean end, whatever the result. */
export const CLEAN_END_ONLY = [
  'pcount_in_primary',
  'neg_naxis1',
  'trunc_header',
  'header_not_padded',
  'naxis_missing',
  'bitpix_bad',
  'second_simple',
];
