import type { Found } from './lookup.ts';

// What the same cards say is derived once: the headers of a file, and of files from one instrument, are much alike.

/** The cards that a result depends on, in the order of their header. */
export type Told = readonly Found[];

/** Returns the result that the same cards gave before, or else computes it. */
export type Recall<Result> = (told: readonly Told[], compute: () => Result) => Result;

/** Remembers the last results: those of an image, of its errors, of its mask, and of the primary header. */
const MOST = 4;

/** Returns a memory for the results of one function, which must depend on nothing but the cards. */
export function recall<Result>(): Recall<Result> {
  const memories: { readonly told: readonly Told[]; readonly result: Result }[] = [];
  let oldest = 0;
  return (told, compute) => {
    for (const memory of memories) if (isSame(memory.told, told)) return memory.result;
    const result = compute();
    memories[oldest] = { told, result };
    oldest = (oldest + 1) % MOST;
    return result;
  };
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
