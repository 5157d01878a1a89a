import { compareHeaders } from '../../../fits/compare/compare-headers.ts';
import type { ComparedCard, KeptHdu } from '../../../fits/compare/kept-hdu.ts';
import { matchHdus } from '../../../fits/compare/match-hdus.ts';
import type { WireCard, WireFile, WireHdu } from '../wire.ts';

/** A card of one file or of two, side by side. */
export interface CardLine {
  readonly a: WireCard | undefined;
  readonly b: WireCard | undefined;
  readonly difference: 'changed' | 'comment' | 'removed' | 'added' | undefined;
}

/** An HDU of one file, or two that correspond. */
export interface HduLines {
  readonly a: WireHdu | undefined;
  readonly b: WireHdu | undefined;
  readonly lines: readonly CardLine[];
}

/** The cards of a file in their order. With a second file, those of corresponding HDUs face each other. */
export function linesOf(a: WireFile, b: WireFile | undefined): HduLines[] {
  if (b === undefined) {
    return a.hdus.map((hdu) => ({
      a: hdu,
      b: undefined,
      lines: hdu.cards.map((card) => ({ a: card, b: undefined, difference: undefined })),
    }));
  }
  const [keptA, keptB] = [a.hdus.map(kept), b.hdus.map(kept)];
  const hduOf = (file: WireFile, hdu: number | undefined): WireHdu | undefined =>
    file.hdus.find((one) => one.hdu === hdu);
  return matchHdus(keptA, keptB).map(({ a: first, b: second }) => {
    const [inA, inB] = [hduOf(a, first?.hdu), hduOf(b, second?.hdu)];
    return { a: inA, b: inB, lines: facing(inA?.cards ?? [], inB?.cards ?? []) };
  });
}

/** What matching HDUs looks at; the cards are at hand as text. */
const kept = (hdu: WireHdu): KeptHdu => ({ hdu: hdu.hdu, ...nameOf(hdu), records: new Uint8Array() });

/** The type and name of an HDU. */
export const nameOf = ({ facts, cards }: WireHdu): Pick<KeptHdu, 'type' | 'extname' | 'extver'> => ({
  type: facts['type'] ?? '',
  extname: cards.find(({ keyword }) => keyword === 'EXTNAME')?.value ?? '',
  extver: cards.find(({ keyword }) => keyword === 'EXTVER')?.value ?? '1',
});

/** A card as comparisons know it. */
interface LinkedCard extends ComparedCard {
  readonly card: WireCard;
}
const linked = (card: WireCard): LinkedCard => ({ ...card, value: card.value ?? '', card });

/** Everything counts: nothing is ignored or tolerated. */
const EXACT = {
  ignores: () => false,
  ignoresComment: () => false,
  tolerance: { relative: 0, absolute: 0 },
};

/** Cards of two headers: those of the first in its order, and those that only the second has at their place there. */
function facing(inA: readonly WireCard[], inB: readonly WireCard[]): CardLine[] {
  const [a, b] = [inA.map(linked), inB.map(linked)];
  const differences = compareHeaders(a, b, EXACT);
  const cardOf = (one: ComparedCard | undefined): WireCard | undefined =>
    (one as LinkedCard | undefined)?.card;
  const differing = new Map(differences.map((one) => [one.a, one] as const));
  const inDifferences = new Set(differences.map((one) => one.b));
  /** The cards of the second header that have an equal in the first, by keyword. */
  const equals = Map.groupBy(
    b.filter((one) => !inDifferences.has(one)),
    ({ keyword }) => keyword,
  );
  const lines = a.map((one): CardLine => {
    const found = differing.get(one);
    if (found === undefined)
      return { a: one.card, b: equals.get(one.keyword)?.shift()?.card, difference: undefined };
    return { a: one.card, b: cardOf(found.b), difference: found.kind };
  });
  const added = differences.filter(({ kind }) => kind === 'added').map((one) => cardOf(one.b));
  return withAdded(lines, inB, new Set(added));
}

/** Puts cards that only the second header has after the card that they follow there. */
function withAdded(
  lines: readonly CardLine[],
  b: readonly WireCard[],
  added: ReadonlySet<WireCard | undefined>,
): CardLine[] {
  const after = new Map<WireCard | undefined, CardLine[]>();
  let before: WireCard | undefined;
  const paired = new Set(lines.map((line) => line.b));
  for (const card of b) {
    if (paired.has(card)) before = card;
    else if (added.has(card))
      after.set(before, [...(after.get(before) ?? []), { a: undefined, b: card, difference: 'added' }]);
  }
  const following = (card: WireCard | undefined): CardLine[] => after.get(card) ?? [];
  return [
    ...following(undefined),
    ...lines.flatMap((line) => (line.b === undefined ? [line] : [line, ...following(line.b)])),
  ];
}

/** Whether a text occurs in the keyword, value or comment of a line's cards. */
export function hasText({ a, b }: CardLine, text: string): boolean {
  const wanted = text.toLowerCase();
  return [a, b].some((card) =>
    [card?.keyword, card?.value, card?.comment].some((part) => part?.toLowerCase().includes(wanted)),
  );
}
