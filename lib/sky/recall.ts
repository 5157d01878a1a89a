import type { Found } from './lookup.ts';

// What the same cards say is derived once: the headers of a file, and of files from one instrument, are much alike.

/** The cards that a result depends on, in the order of their header. */
export type Told = readonly Found[];

/** Returns the result that the same cards gave before, or else computes it. */
export type Recall<Result> = (told: readonly Told[], compute: () => Result) => Result;

/**
 * Returns a memory for the results of one function, which must depend on nothing but the cards.
 *
 * @param most how many results are remembered
 */
export function recall<Result>(most: number): Recall<Result> {
  /** By the values of the cards, the oldest first. */
  const memories = new Map<string, { readonly told: readonly Told[]; readonly result: Result }>();
  return (told, compute) => {
    const key = keyOf(told);
    const memory = memories.get(key);
    if (memory !== undefined && isSame(memory.told, told)) return memory.result;
    const result = compute();
    memories.set(key, { told, result });
    const [oldest] = memories.size > most ? memories.keys() : [];
    if (oldest !== undefined) memories.delete(oldest);
    return result;
  };
}

function keyOf(told: readonly Told[]): string {
  let key = '';
  for (const cards of told) for (const { card } of cards) key += `${card.value}\n`;
  return key;
}

function isSame(one: readonly Told[], other: readonly Told[]): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (!haveSameCards(one[i]!, other[i]!)) return false;
  return true;
}

function haveSameCards(one: Told, other: Told): boolean {
  if (one === other) return true;
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) {
    const [a, b] = [one[i]!, other[i]!];
    if (a.keyword !== b.keyword) return false;
    if (a.card === b.card) continue;
    if (a.card.value !== b.card.value || a.card.comment !== b.card.comment || a.card.type !== b.card.type)
      return false;
  }
  return true;
}
