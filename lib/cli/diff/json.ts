// diff --format json.

import type { HduDifference } from '../../fits/compare/compare-files.ts';
import type { ComparedCard, KeptHdu } from '../../fits/compare/kept-hdu.ts';
import { jsonArray } from '../terminal/json-array.ts';
import type { DiffPrinter } from './printer.ts';

/** Prints an array with an object for each pair of files that differ, and for each file without a counterpart. */
export function jsonPrinter(): DiffPrinter {
  const array = jsonArray();
  const write = (value: unknown): void => array.add(JSON.stringify(value));
  return {
    different: (a, b, differences) => write({ a, b, hdus: differences.map(hduOf) }),
    only: (side, name) => write(side === 'a' ? { a: name, b: null } : { a: null, b: name }),
    end: array.end,
  };
}

const hduOf = ({ a, b, isMoved, cards }: HduDifference): unknown => ({
  a: placeOf(a),
  b: placeOf(b),
  moved: isMoved,
  cards: cards.map((card) => ({
    keyword: card.keyword,
    kind: card.kind,
    a: cardOf(card.a),
    b: cardOf(card.b),
  })),
});

const placeOf = (hdu: KeptHdu | undefined): unknown =>
  hdu ? { hdu: hdu.hdu, type: hdu.type, extname: hdu.extname, extver: Number(hdu.extver) } : null;

/** A card, in the form of header --format json. */
const cardOf = (card: ComparedCard | undefined): unknown =>
  card
    ? { value: card.type === 'undefined' ? null : card.value, comment: card.comment, type: card.type }
    : null;
