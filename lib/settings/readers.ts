import type { KeywordColumn } from '../sql/everyday.ts';
import { KeywordsRefused, keywordColumns } from '../sql/keywords.ts';

// How the text of a setting is checked and converted: one reader per kind of value.

/** Refuses a value: `why` continues a sentence that begins with the setting and its value. */
export type Refuse = (why: string) => never;

/** Converts the text of a setting into its value. The text has no blanks around it. */
export type Reader<T> = (text: string, refuse: Refuse) => T;

/** A setting that may be left out: undefined then. */
export function optional<T>(read: Reader<T>): Reader<T | undefined> {
  return (text, refuse) => (text === '' ? undefined : read(text, refuse));
}

/** A whole number from `low` to `high`. */
export function integer(low: number, high: number): Reader<number> {
  return (text, refuse) => {
    const number = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
    return number >= low && number <= high ? number : refuse(`is not a whole number from ${low} to ${high}`);
  };
}

/** Suffixes, separated by commas, without duplicates. */
export const suffixList: Reader<readonly string[]> = (text, refuse) => {
  const suffixes = text.split(',').map((suffix) => suffix.trim());
  const wrong = suffixes.find((suffix) => !/^\.[A-Za-z0-9._+-]{1,31}$/.test(suffix));
  if (wrong === undefined) return [...new Set(suffixes)];
  const shown = JSON.stringify(wrong.slice(0, 40));
  return refuse(
    `contains ${shown}: a suffix is a dot and then letters, digits, or . _ + -, at most 32 characters in all`,
  );
};

/** The most keywords that become columns. `SELECT *` takes DuckDB a second for 200, and a minute for 1,000. */
const MOST_KEYWORDS = 200;

/** Keywords that become columns, each with an optional type: `GAIN:double,ESO DPR CATG`. */
export const keywordList: Reader<readonly KeywordColumn[]> = (text, refuse) => {
  try {
    const columns = keywordColumns(text);
    return columns.length > MOST_KEYWORDS
      ? refuse(`has ${columns.length} keywords, and at most ${MOST_KEYWORDS} can be columns`)
      : columns;
  } catch (error) {
    if (!(error instanceof KeywordsRefused)) throw error;
    return refuse(`cannot be used as columns: ${error.message}`);
  }
};

/** The path of a file. Whether there is one is found out when it is read. */
export const filePath: Reader<string> = (text, refuse) =>
  text.length > 1024 || !text.isWellFormed() || /\p{Cc}/u.test(text)
    ? refuse('is not the path of a file')
    : text;

/**
 * An authority identifier, the first part of an IVOA identifier.
 *
 * Source: IVOA Identifiers 2.0, the syntax of authority identifiers.
 */
export const authorityId: Reader<string> = (text, refuse) =>
  /^[A-Za-z0-9][A-Za-z0-9._~-]{2,99}$/.test(text)
    ? text
    : refuse(
        'is not an authority identifier: a letter or digit, then letters, digits, or - _ . ~, 3 to 100 characters in all',
      );
