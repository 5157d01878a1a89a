import { EVERYDAY, type KeywordColumn, VALUE_TYPES, type ValueType } from './everyday.ts';
import { viewColumns } from './view-columns.ts';

/** What is wrong with an item of the setting `keywords`. */
export type KeywordProblem = 'colons' | 'type' | 'keyword' | 'column-exists' | 'column-taken';

/** The setting `keywords` lists something that cannot be a column. */
export class KeywordsRefused extends Error {
  override readonly name = 'KeywordsRefused';
  /** The item of the list. */
  readonly item: string;
  readonly problem: KeywordProblem;
  constructor(item: string, problem: KeywordProblem, why: string) {
    super(`${JSON.stringify(item)} ${why}`);
    this.item = item;
    this.problem = problem;
  }
}

/** The columns of `files` and `hdus`, and the counts of rows that their SQL uses. */
const EXISTING = [
  ...[...viewColumns('files'), ...viewColumns('hdus')].map(({ name }) => name),
  ...['file_rows', 'hdu_rows'],
];

/**
 * The columns that the setting `keywords` adds, from a list such as `GAIN:double, ESO DPR CATG`. Each item is a keyword as
 * in headers, with or without HIERARCH, and optionally a type, in any case or under a common name such as `float`; the
 * default type is text. The column has the name of the keyword, in lower case, with `_` for all characters other than
 * letters and digits.
 *
 * @throws KeywordsRefused
 */
export function keywordColumns(setting: string): KeywordColumn[] {
  const everyday = new Map(EVERYDAY.map(({ column, keyword }) => [column, keyword]));
  const keywords = new Map(everyday);
  const items = setting
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  return items.map((item) => {
    const found = keywordColumn(item);
    const { column, keyword } = found;
    if (everyday.get(column) === keyword)
      throw new KeywordsRefused(item, 'column-exists', `is not needed: ${column} is already a column`);
    const other = keywords.get(column);
    if (other !== undefined)
      throw new KeywordsRefused(item, 'column-taken', `would be the column ${column}, as ${other} is`);
    // not "not needed": the column size is the size of the file, and not the value of a keyword SIZE
    if (EXISTING.includes(column))
      throw new KeywordsRefused(
        item,
        'column-exists',
        `would be the column ${column}, which the views already have`,
      );
    keywords.set(column, keyword);
    return found;
  });
}

/** The setting that adds these columns. */
export const keywordText = (keywords: readonly KeywordColumn[]): string =>
  keywords.map(({ keyword, type }) => `${keyword}:${type}`).join(', ');

function keywordColumn(item: string): KeywordColumn {
  const [name = '', type = 'varchar', ...more] = item.split(':').map((part) => part.trim());
  if (more.length > 0)
    throw new KeywordsRefused(item, 'colons', 'has more than one colon: write a keyword, or keyword:type');
  const valueType = valueTypeOf(type.toLowerCase());
  if (valueType === undefined)
    throw new KeywordsRefused(item, 'type', `has no known type: ${VALUE_TYPES.join(', ')}`);
  const keyword = name
    .toUpperCase()
    .replace(/^HIERARCH +/, '')
    .replace(/ +/g, ' ');
  const column = keyword.toLowerCase().replace(/[^a-z0-9]/g, '_');
  if (!/^[\x20-\x7e]*$/.test(keyword) || !/[a-z0-9]/.test(column))
    throw new KeywordsRefused(
      item,
      'keyword',
      'is not a FITS keyword: letters, digits, - and _, with blanks in between',
    );
  return { column, keyword, type: valueType };
}

/** The names of the types in other systems. */
const SYNONYMS: Readonly<Record<string, ValueType>> = {
  text: 'varchar',
  string: 'varchar',
  float: 'double',
  real: 'double',
  number: 'double',
  int: 'bigint',
  integer: 'bigint',
  date: 'timestamp',
};

const valueTypeOf = (word: string): ValueType | undefined =>
  VALUE_TYPES.find((known) => known === word) ?? (Object.hasOwn(SYNONYMS, word) ? SYNONYMS[word] : undefined);
