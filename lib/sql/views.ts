import { readFileSync } from 'node:fs';
import { CARD_TYPES } from '../lake/columns.ts';
import { castOf } from './cast.ts';
import { EVERYDAY, type KeywordColumn } from './everyday.ts';
import { identifier, literal, literals } from './text.ts';

/** The views over `lake_rows`, each in a file of its name in views/. */
export const VIEWS = ['headers', 'files', 'hdus', 'faults', 'removed'] as const;

export interface View {
  readonly name: (typeof VIEWS)[number];
  /** What its rows are: the comment that its file opens with. */
  readonly about: string;
  /** What the view selects: one text for Athena and DuckDB. */
  readonly sql: string;
}

/**
 * The views as SQL: the texts of views/, in which a word in double braces stands for what has to be said for each
 * everyday column, or in more than one view.
 *
 * @param keywords columns to add to the everyday ones
 */
export function views(keywords: readonly KeywordColumn[] = []): View[] {
  const columns = [...EVERYDAY, ...keywords];
  const filled: Readonly<Record<string, string>> = {
    source_url: SOURCE_URL,
    card_types: literals(CARD_TYPES),
    extver: castOf('bigint', 'extver'),
    everyday: lines(
      columns.map(({ column, type }) => `${castOf(type, identifier(column))} AS ${identifier(column)}`),
    ),
    everyday_in_file: lines(columns.map((column) => firstOf(column, PLACE_IN_FILE))),
    everyday_in_hdu: lines(columns.map((column) => firstOf(column, PLACE_IN_HDU))),
    extname_in_hdu: lines(EXTENSION.map((column) => firstOf(column, PLACE_IN_HDU))),
    is_everyday: hasValueOf(columns),
    is_everyday_or_extname: hasValueOf([...columns, ...EXTENSION]),
  };
  return VIEWS.map((name) => {
    const text = template(name);
    return { name, about: aboutOf(text), sql: fill(text, filled) };
  });
}

const template = (name: string): string =>
  readFileSync(new URL(`./views/${name}.sql`, import.meta.url), 'utf8');

const aboutOf = (text: string): string =>
  (/^(--.*\n)+/.exec(text)?.[0] ?? '').replace(/^-- /gm, '').replace(/\s+/g, ' ').trim();

const fill = (text: string, words: Readonly<Record<string, string>>): string =>
  text.trimEnd().replace(/^( *)(.*)\{\{(\w+)\}\}/gm, (_, indent: string, before: string, word: string) => {
    const value = words[word];
    if (value === undefined) throw new Error(`a view has the unknown word ${word}`);
    return `${indent}${before}${value.replaceAll('\n', `\n${indent}`)}`;
  });

const lines = (columns: readonly string[]): string => columns.join(',\n');

/** A bucket's name stands for s3://bucket; `file:///folder` is a URL; `header` has no bucket. */
const SOURCE_URL =
  "CASE WHEN source_bucket = '' THEN source_key WHEN source_bucket = 'file:///' THEN source_bucket || source_key " +
  "WHEN strpos(source_bucket, '://') > 0 THEN source_bucket || '/' || source_key " +
  "ELSE 's3://' || source_bucket || '/' || source_key END";

const EXTENSION = [
  { column: 'extname', keyword: 'EXTNAME' },
  { column: 'extver', keyword: 'EXTVER' },
] as const;

/** Where a card stands: a header has far less than a billion cards. */
const PLACE_IN_HDU = 'try_cast(card_index AS bigint)';
const PLACE_IN_FILE = `try_cast(hdu AS bigint) * 1000000000 + ${PLACE_IN_HDU}`;

/** The value of a keyword's first card among those that {@link hasValueOf} lets through. */
const firstOf = ({ column, keyword }: Pick<KeywordColumn, 'column' | 'keyword'>, place: string): string =>
  `min_by(card_value, ${place}) FILTER (WHERE card_name = ${literal(keyword)}) AS ${identifier(column)}`;

/** Header cards of these keywords with a value that is not blank. Names of other rows are in lower case. */
const hasValueOf = (columns: readonly Pick<KeywordColumn, 'keyword'>[]): string =>
  `card_type <> 'commentary' AND card_value <> '' AND card_name IN (${literals(columns.map(({ keyword }) => keyword))})`;
