// header --where.

import { UsageError } from '../errors.ts';
import { wildcard } from '../files/wildcard.ts';
import { type Comparable, comparable, comparedValue } from './comparable.ts';
import { type KeywordTest, keywordTest } from './selection.ts';
import type { KeywordRow } from './table-rows.ts';

/** A condition that rows of the table must meet. */
export interface Condition {
  readonly keyword: KeywordTest;
  /** The keyword as it was typed. */
  readonly name: string;
  readonly isMet: (row: KeywordRow) => boolean;
}

const OPERATORS: Readonly<Record<string, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/**
 * The conditions of `--where 'EXPTIME>100' --where 'OBJECT=M3*'`. Two numbers are compared as numbers, everything else as
 * text; text is equal without regard to case, and may have wildcards. A row without the keyword meets no condition.
 *
 * @throws UsageError if one is not KEYWORD, an operator and a value, or seems to be two conditions
 */
export const conditions = (options: readonly string[]): Condition[] => options.map(condition);

function condition(typed: string): Condition {
  const [, name, operator = '', wanted = ''] =
    /^\s*([^<>=!]*[^<>=!\s])\s*(<=|>=|!=|==?|<|>)\s*(.+?)\s*$/s.exec(typed) ?? [];
  if (name === undefined)
    throw new UsageError(
      `--where ${typed}: write a keyword, one of = != < <= > >=, and a value, such as 'EXPTIME>100'`,
    );
  const misread = misreading(wanted);
  if (misread !== undefined) throw new UsageError(`--where ${typed}: ${misread}`);
  const keyword = keywordTest(name);
  const value = comparable(wanted.replace(/^'(.*)'$/s, '$1'));
  const compares = OPERATORS[operator];
  const isEqual = equality(value);
  return {
    keyword,
    name,
    isMet: (row) => {
      const found = comparedValue(row, keyword);
      if (found === undefined) return false;
      if (compares)
        return typeof found === typeof value && compares(found < value ? -1 : Number(found > value));
      return isEqual(found) === (operator !== '!=');
    },
  };
}

/** What is probably meant if a value looks like more than a value. Quotes make it one. */
function misreading(value: string): string | undefined {
  if (value.startsWith("'")) return undefined;
  if (/^[<>=]/.test(value))
    return 'the operators are = != < <= > >=; put a value that begins like one in single quotes';
  return /\s(?:and|or)\s+[^<>=!]+[<>=!]/i.test(value)
    ? 'a condition has one keyword; for several that all have to be met, repeat --where'
    : undefined;
}

function equality(wanted: Comparable): (found: Comparable) => boolean {
  if (typeof wanted === 'number') return (found) => found === wanted;
  const pattern = wildcard(wanted);
  return (found) => pattern.test(String(found));
}
