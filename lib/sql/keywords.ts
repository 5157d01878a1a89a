import { EVERYDAY, type KeywordColumn, VALUE_TYPES, type ValueType } from './everyday.ts';
import { viewColumns } from './view-columns.ts';

/** The setting `keywords` asks for something that cannot be a column. */
export class KeywordsRefused extends Error {
  override readonly name = 'KeywordsRefused';
  readonly keyword: string;
  constructor(keyword: string, why: string) {
    super(`keywords: ${JSON.stringify(keyword)} ${why}`);
    this.keyword = keyword;
  }
}

/** Columns that `files` or `hdus` have anyway, or count rows in. */
const TAKEN = [
  ...[...viewColumns('files'), ...viewColumns('hdus')].map(({ name }) => name),
  ...['file_rows', 'hdu_rows'],
];

/**
 * The columns that the setting `keywords` adds, from a list such as `GAIN:double, ESO DPR CATG`: a keyword as it
 * stands in headers (HIERARCH left out), text unless a type follows (in any case, also under its common names). A column is named as its keyword, in lower
 * case, with `_` for whatever is no letter or digit.
 *
 * Throws {@link KeywordsRefused}.
 */
export function keywordColumns(setting: string): KeywordColumn[] {
  const columns = new Map<string, string>(TAKEN.map((column) => [column, 'which the views have already']));
  for (const { column, keyword } of EVERYDAY) columns.set(column, `which ${keyword} has already`);
  return setting
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
    .map((item) => {
      const found = keywordColumn(item);
      const taken = columns.get(found.column);
      if (taken !== undefined)
        throw new KeywordsRefused(item, `would be the column ${found.column}, ${taken}`);
      columns.set(found.column, `which ${found.keyword} has already`);
      return found;
    });
}

function keywordColumn(item: string): KeywordColumn {
  const [name = '', type = 'varchar', ...more] = item.split(':').map((part) => part.trim());
  if (more.length > 0) throw new KeywordsRefused(item, 'has more than one colon: a keyword, or keyword:type');
  const valueType = valueTypeOf(type.toLowerCase());
  if (valueType === undefined)
    throw new KeywordsRefused(item, `has no known type: ${VALUE_TYPES.join(', ')}`);
  const keyword = name
    .toUpperCase()
    .replace(/^HIERARCH +/, '')
    .replace(/ +/g, ' ');
  const column = keyword.toLowerCase().replace(/[^a-z0-9]/g, '_');
  if (!/^[\x20-\x7e]*$/.test(keyword) || !/[a-z0-9]/.test(column)) {
    throw new KeywordsRefused(item, 'is no FITS keyword: letters, digits, - and _, and blanks within');
  }
  return { column, keyword, type: valueType };
}

/** What people who know other systems call the types. */
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
