// header --sort.

import { UsageError } from '../errors.ts';
import { type Comparable, comparedValue } from './comparable.ts';
import { type KeywordTest, keywordTest } from './selection.ts';
import type { KeywordRow } from './table-rows.ts';

/** A keyword that decides the order of rows. */
export interface SortKey {
  readonly matches: KeywordTest;
  /** The keyword as it was typed. */
  readonly name: string;
  readonly descending: boolean;
}

/** The keys of `--sort EXPTIME --sort=-DATE-OBS,OBJECT`, the most important first. Throws {@link UsageError}. */
export const sortKeys = (options: readonly string[]): SortKey[] =>
  options
    .flatMap((list) => list.split(','))
    .map((typed) => {
      const [, minus, keyword = ''] = /^\s*(-?)\s*(.*?)\s*$/s.exec(typed) ?? [];
      if (keyword === '')
        throw new UsageError(`--sort ${typed}: name a keyword, such as EXPTIME or -EXPTIME`);
      return { matches: keywordTest(keyword), name: keyword, descending: minus === '-' };
    });

/** The rows in the order of the keys. Rows with equal values stay in the order of the files. */
export function sorted(rows: readonly KeywordRow[], keys: readonly SortKey[]): KeywordRow[] {
  const withValues = rows.map((row) => ({ row, values: keys.map((key) => comparedValue(row, key.matches)) }));
  withValues.sort((one, other) => {
    for (const [index, { descending }] of keys.entries()) {
      const order = compare(one.values[index], other.values[index], descending);
      if (order !== 0) return order;
    }
    return 0;
  });
  return withValues.map(({ row }) => row);
}

/** Numbers come before text. Rows without a value come last, also in descending order. */
function compare(one: Comparable | undefined, other: Comparable | undefined, descending: boolean): number {
  if (one === undefined || other === undefined)
    return Number(one === undefined) - Number(other === undefined);
  if (typeof one !== typeof other) return (typeof one === 'number' ? -1 : 1) * (descending ? -1 : 1);
  if (one === other) return 0;
  return one < other === descending ? 1 : -1;
}
