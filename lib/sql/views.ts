import { readFileSync } from 'node:fs';
import { CARD_TYPES } from '../lake/columns.ts';
import { TABLE } from '../lake/table.ts';
import { EVERYDAY, type KeywordColumn } from './everyday.ts';
import { OBSCORE_PARTS } from './obscore-parts.ts';
import { identifier, literal, literals } from './text.ts';
import { factList, selectList, VIEWS, type ViewName } from './view-columns.ts';

/** A view over `lake_rows`. */
export interface View {
  readonly name: ViewName;
  /** What its rows are: the comment at the top of its file. */
  readonly about: string;
  /** The SELECT statement, in the SQL that Athena and DuckDB share. */
  readonly sql: string;
}

/**
 * The views as SQL. Each is a text of views/ in which a name in double braces is replaced with the parts that come from
 * the list of columns, or that several views share.
 *
 * @param keywords columns to add to the everyday ones
 * @param rows the relation with the rows, in the columns of `lake_rows`: a name, or a subquery with an alias
 */
export function views(keywords: readonly KeywordColumn[] = [], rows: string = TABLE): View[] {
  const columns = [...EVERYDAY, ...keywords];
  const shared: Readonly<Record<string, string>> = {
    rows,
    is_card: IS_CARD,
    keywords_of_file: list(columns.map((column) => firstOf(column, PLACE_IN_FILE))),
    keywords_of_hdu: list([...EXTENSION, ...columns].map((column) => firstOf(column, PLACE_IN_HDU))),
    is_keyword: hasValueOf(columns),
    is_keyword_or_extension: hasValueOf([...columns, ...EXTENSION]),
  };
  return VIEWS.map((name) => {
    const text = template(name);
    const parts = {
      ...shared,
      columns: list(selectList(name, keywords)),
      ...(name === 'files' || name === 'hdus' ? { facts: list(factList(name)) } : OBSCORE),
    };
    return { name, about: aboutOf(text), sql: fill(text, parts) };
  });
}

const list = (expressions: readonly string[]): string => expressions.join(',\n');

const OBSCORE = Object.fromEntries(Object.entries(OBSCORE_PARTS).map(([name, part]) => [name, list(part)]));

const template = (name: ViewName): string =>
  readFileSync(new URL(`./views/${name}.sql`, import.meta.url), 'utf8');

const aboutOf = (text: string): string =>
  (/^(--.*\n)+/.exec(text)?.[0] ?? '').replace(/^-- /gm, '').replace(/\s+/g, ' ').trim();

const fill = (text: string, parts: Readonly<Record<string, string>>): string =>
  text.trimEnd().replace(/^( *)(.*)\{\{(\w+)\}\}/gm, (_, indent: string, before: string, name: string) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`unknown name in a view: {{${name}}}`);
    return `${indent}${before}${part.replaceAll('\n', `\n${indent}`)}`;
  });

/**
 * The condition for header cards, in two lists: DuckDB compares a single long one with the text of each row, and short ones
 * with each text that occurs.
 */
const IS_CARD = [CARD_TYPES.slice(0, 4), CARD_TYPES.slice(4)]
  .map((types) => `card_type IN (${literals(types)})`)
  .join(' OR ');

/** A keyword, and the name of the column with its value as text. */
export type Keyword = Pick<KeywordColumn, 'column' | 'keyword'>;

/** What the columns extname and extver of `hdus` are made of. */
export const EXTENSION: readonly Keyword[] = [
  { column: 'extname', keyword: 'EXTNAME' },
  { column: 'extver', keyword: 'EXTVER' },
];

/** The position of a card in its header, to sort by. */
export const PLACE_IN_HDU = 'try_cast(card_index AS bigint)';
/** The position of a card in its file, to sort by: a header has far fewer than a billion cards. */
export const PLACE_IN_FILE = `try_cast(hdu AS bigint) * 1000000000 + ${PLACE_IN_HDU}`;

/** The SQL of a keyword's first value, by the position, among the cards that {@link hasValueOf} selects. */
export const firstOf = ({ column, keyword }: Keyword, place: string): string =>
  `min_by(card_value, ${place}) FILTER (WHERE card_name = ${literal(keyword)}) AS ${identifier(column)}`;

/**
 * The SQL condition for header cards with these keywords and a value that is not blank. The names of all other rows are in
 * lower case.
 */
export const hasValueOf = (columns: readonly Keyword[]): string =>
  `card_type <> 'commentary' AND card_value <> '' AND card_name IN (${literals(columns.map(({ keyword }) => keyword))})`;
