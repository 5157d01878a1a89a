import { type CardDifference, type CompareOptions, compareHeaders } from './compare-headers.ts';
import { cardsOf, type KeptHdu } from './kept-hdu.ts';
import { type HduMatch, matchHdus } from './match-hdus.ts';

/** An HDU that only one file has, or whose header or place differs. */
export interface HduDifference extends HduMatch {
  /** The cards that differ; none if only one file has the HDU. */
  readonly cards: readonly CardDifference[];
}

/** Compares the headers of two files. Returns only HDUs that differ, in the order of {@link matchHdus}. */
export const compareFiles = (
  a: readonly KeptHdu[],
  b: readonly KeptHdu[],
  options: CompareOptions,
): HduDifference[] =>
  matchHdus(a, b)
    .map((match) => ({
      ...match,
      cards: match.a && match.b ? compareHeaders(cardsOf(match.a), cardsOf(match.b), options) : [],
    }))
    .filter(({ a: inA, b: inB, isMoved, cards }) => !inA || !inB || isMoved || cards.length > 0);
