import type { ViewColumn } from './columns/definition.ts';
import type { ValueType } from './everyday.ts';
import { literal } from './text.ts';

// Casts the text of header cards to values, in SQL that Trino and DuckDB share and with the same result in both. Each of
// them alone accepts more than FITS allows (`1_000`, `inf`, `1d`, `24:00:00`), so a pattern decides what is cast, and
// text that does not match it becomes NULL. Without a match, regexp_extract returns NULL in Trino and '' in DuckDB.

const INTEGER = '[+-]?[0-9]+';
const NUMBER = '[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?';
// far below the largest double
const FINITE = '[+-]?([0-9]{1,40}([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,2})?';
const LOGICAL = 'true|false';

// FITS 4.0, 9.1.1: CCYY-MM-DD[Thh:mm:ss[.s...]]. A blank in place of the T and a Z at the end are common. Digits after
// the microseconds are cut off. Neither engine accepts the second 60.
const TIME = '([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]+)?';
const DATE = '[12][0-9]{3}-[0-9]{2}-[0-9]{2}';
const ISO = `(${DATE}([T ]${TIME})?)Z?`;
const TO_MICROSECONDS = 'CCYY-MM-DD hh:mm:ss.ssssss'.length;
// FITS 4.0, 9.1.2: the years of DD/MM/YY are in the 1900s. Some files include the century.
const OLD = '([0-9]{2})/([0-9]{2})/(19|20)?([0-9]{2})';

/** The SQL expression that casts a text expression to a type. It is NULL for text that is not of the type. */
export function castOf(type: ValueType, text: string): string {
  switch (type) {
    case 'varchar':
      return text;
    case 'double':
      return cast(extract(text, NUMBER), 'double');
    case 'bigint':
      return cast(extract(text, INTEGER), 'bigint');
    case 'boolean':
      return cast(extract(text, LOGICAL), 'boolean');
    case 'timestamp': {
      const [day, month, century, year] = [2, 3, 4, 5].map((group) => extract(text, OLD, group));
      const old = `coalesce(nullif(${century}, ''), '19') || ${year} || '-' || ${month} || '-' || ${day}`;
      return `coalesce(${timestampOf(text)}, ${cast(old, 'timestamp(6)')})`;
    }
  }
}

/**
 * The SQL expression that casts the text of a derived value, as {@link castOf} does for cards. Empty text is NULL, and so is
 * a number that is not finite.
 */
export function castDerived(type: ViewColumn['type'], text: string): string {
  switch (type) {
    case 'varchar':
      return `nullif(${text}, '')`;
    case 'double':
      return cast(extract(text, FINITE), type);
    case 'bigint':
    case 'integer':
      return cast(extract(text, INTEGER), type);
    case 'boolean':
      return cast(extract(text, LOGICAL), type);
    case 'date':
      return cast(extract(text, DATE), type);
    case 'timestamp(6)':
      return timestampOf(text);
  }
}

const timestampOf = (text: string): string =>
  cast(`replace(substr(${extract(text, ISO, 2)}, 1, ${TO_MICROSECONDS}), 'T', ' ')`, 'timestamp(6)');

const cast = (text: string, type: string): string => `try_cast(${text} AS ${type})`;

/** The part of a text that matches a pattern, without the blanks around it; or one of its groups, counted from 2. */
const extract = (text: string, pattern: string, group = 1): string =>
  `regexp_extract(${text}, ${literal(`^ *(${pattern}) *$`)}, ${group})`;
