// The HDUs and keywords that header prints: --ext, --keyword, and HDUs in brackets after names.

import { type HduTest, hduSelection, hduTest } from '../files/hdu-pattern.ts';
import type { NamedFile } from '../files/named-files.ts';
import { hasWildcard, wildcard } from '../files/wildcard.ts';

/** Tests a keyword. */
export type KeywordTest = (keyword: string) => boolean;

/**
 * Tests keywords against a pattern: `NAXIS*`, `CD?_?`, `HIERARCH ESO DET ID`, or ESO's short form with dots, `INS.LENS`
 * for `ESO INS LENS`.
 */
export function keywordTest(pattern: string): KeywordTest {
  const plain = pattern
    .trim()
    .replace(/^HIERARCH\s+/i, '')
    .replace(/\s+/g, ' ');
  const asGiven = wildcard(plain);
  if (!plain.includes('.')) return (keyword) => asGiven.test(keyword);
  const spaced = plain.replaceAll('.', ' ');
  const long = wildcard(/^ESO /i.test(spaced) ? spaced : `ESO ${spaced}`);
  return (keyword) => asGiven.test(keyword) || long.test(keyword);
}

/** The patterns in lists such as `OBJECT,EXPTIME`: no keyword contains a comma. */
export const keywordPatterns = (lists: readonly string[]): string[] =>
  lists.flatMap((list) => list.split(',')).filter((pattern) => pattern.trim() !== '');

/** The HDUs and keywords to print. Without patterns for HDUs or for keywords, all of them are selected. */
export interface CardSelection {
  /** The test for the HDUs of a file: the HDU in brackets after its name or, if there is none, `--ext`. */
  readonly hdusOf: (file: NamedFile) => HduTest;
  readonly keyword: KeywordTest;
  /** The keyword patterns, in the order in which they were given. */
  readonly keywords: readonly KeywordPattern[];
  /** Whether there are patterns for HDUs. */
  readonly byHdu: boolean;
  /** Whether there are no patterns at all. */
  readonly everything: boolean;
  /** The patterns that have matched nothing so far, in words. */
  readonly missingHdus: () => string[];
  readonly missingKeywords: () => string[];
  /** Notes a keyword that is needed for something else than to be printed, and that no file has. */
  readonly alsoMissing: (keyword: string) => void;
}

interface KeywordPattern {
  readonly matches: KeywordTest;
  /** The keyword that it names; undefined if it contains `*` or `?`. */
  readonly name: string | undefined;
}

/** The selection that the patterns of `--ext` and `--keyword` and the names of the files make. */
export function cardSelection(
  files: readonly NamedFile[],
  hdus: readonly string[],
  keywords: readonly string[],
): CardSelection {
  const missingHdus = new Set<string>();
  const missingKeywords = new Set<string>();
  const patterns = keywords.map((pattern) => ({
    matches: watched(missingKeywords, noFileHas(pattern), keywordTest(pattern)),
    name: hasWildcard(pattern) ? undefined : pattern.trim().toUpperCase(),
  }));
  const byOption = hduSelection(hdus);
  const byHdu = hdus.length > 0 || files.some(({ hdu }) => hdu !== undefined);
  return {
    hdusOf: ({ name, hdu }) =>
      hdu === undefined ? byOption.test : watched(missingHdus, `${name} has no HDU ${hdu}`, hduTest(hdu)),
    keyword: anyOf(patterns.map(({ matches }) => matches)),
    keywords: patterns,
    byHdu,
    everything: !byHdu && keywords.length === 0,
    missingHdus: () => [...byOption.missing(), ...missingHdus],
    missingKeywords: () => [...missingKeywords],
    alsoMissing: (keyword) => void missingKeywords.add(noFileHas(keyword)),
  };
}

const noFileHas = (keyword: string): string => `no file has the keyword ${keyword}`;

/** Wraps a test so that its message is removed from `missing` when it succeeds. */
function watched<T>(
  missing: Set<string>,
  message: string,
  test: (value: T) => boolean,
): (value: T) => boolean {
  missing.add(message);
  return (value) => test(value) && (missing.delete(message) || true);
}

/** All tests are made, because each has to know what it matches. */
const anyOf = <T>(tests: readonly ((value: T) => boolean)[]): ((value: T) => boolean) =>
  tests.length === 0 ? () => true : (value) => tests.filter((test) => test(value)).length > 0;
