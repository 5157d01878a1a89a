import { LAKE_OBJECT } from '../usage.ts';

/** How large a lake is. */
export interface LakeSize {
  readonly files: number;
  /** Cards per file, in all its HDUs. */
  readonly cards: number;
  /** HDUs per file. */
  readonly hdus: number;
}

/** Bytes of a lake object of a file with so many cards. */
export const lakeObjectBytes = (cards: number): number => LAKE_OBJECT.bytes + LAKE_OBJECT.perCard * cards;

/** Bytes of all lake objects. */
export const lakeBytes = ({ files, cards }: Pick<LakeSize, 'files' | 'cards'>): number =>
  files * lakeObjectBytes(cards);
