import { commonPairs } from './common.ts';
import type { ComparedCard } from './kept-hdu.ts';
import { isSameValue, type Tolerance } from './same-value.ts';

/** What to compare. */
export interface CompareOptions {
  /** Whether a keyword is left out. */
  readonly ignores: (keyword: string) => boolean;
  /** Whether the comments of a keyword are left out. */
  readonly ignoresComment: (keyword: string) => boolean;
  readonly tolerance: Tolerance;
}

/** A card that only one header has, or that differs between them. */
export interface CardDifference {
  readonly keyword: string;
  /** `comment`: only the comments differ. */
  readonly kind: 'removed' | 'added' | 'changed' | 'comment';
  readonly a: ComparedCard | undefined;
  readonly b: ComparedCard | undefined;
}

/**
 * Compares two headers keyword by keyword, whatever the order of their keywords. The cards of a repeated keyword, such as
 * HISTORY, are compared as a list: what is not in their longest common subsequence differs. Blank cards do not count.
 */
export function compareHeaders(
  a: readonly ComparedCard[],
  b: readonly ComparedCard[],
  options: CompareOptions,
): CardDifference[] {
  const [inA, inB] = [byKeyword(a, options), byKeyword(b, options)];
  return [...new Set([...inA.keys(), ...inB.keys()])].flatMap((keyword) =>
    compareLists(keyword, inA.get(keyword) ?? [], inB.get(keyword) ?? [], options),
  );
}

function byKeyword(cards: readonly ComparedCard[], { ignores }: CompareOptions): Map<string, ComparedCard[]> {
  const lists = new Map<string, ComparedCard[]>();
  for (const card of cards) {
    if (ignores(card.keyword) || (card.keyword === '' && card.value === '')) continue;
    const list = lists.get(card.keyword);
    if (list) list.push(card);
    else lists.set(card.keyword, [card]);
  }
  return lists;
}

function compareLists(
  keyword: string,
  a: readonly ComparedCard[],
  b: readonly ComparedCard[],
  options: CompareOptions,
): CardDifference[] {
  const pairs = commonPairs(
    { a: a.length, b: b.length },
    (i, j) => kindOf(a[i]!, b[j]!, options) === undefined,
  );
  const [commonA, commonB] = [new Set(pairs.map(([i]) => i)), new Set(pairs.map(([, j]) => j))];
  const [restA, restB] = [a.filter((_, i) => !commonA.has(i)), b.filter((_, j) => !commonB.has(j))];
  // lines of text have no value that could have changed
  const both =
    restA[0]?.type === 'commentary' || restB[0]?.type === 'commentary'
      ? 0
      : Math.min(restA.length, restB.length);
  return [
    ...restA.slice(0, both).map((card, index): CardDifference => {
      const other = restB[index]!;
      return { keyword, kind: kindOf(card, other, options) ?? 'changed', a: card, b: other };
    }),
    ...restA.slice(both).map((card): CardDifference => ({ keyword, kind: 'removed', a: card, b: undefined })),
    ...restB.slice(both).map((card): CardDifference => ({ keyword, kind: 'added', a: undefined, b: card })),
  ];
}

/** How two cards with the same keyword differ; undefined if they do not. */
function kindOf(
  a: ComparedCard,
  b: ComparedCard,
  { tolerance, ignoresComment }: CompareOptions,
): 'changed' | 'comment' | undefined {
  if (!isSameValue(a, b, tolerance)) return 'changed';
  return a.comment.trim() === b.comment.trim() || ignoresComment(a.keyword) ? undefined : 'comment';
}
