// Rules about the keywords of world coordinate systems.

import {
  type CheckedCard,
  type CheckedHeader,
  cardOf,
  integerOf,
  isArray,
  isCompressedImage,
} from './checked-header.ts';
import { at } from './records.ts';
import type { Rule } from './rule.ts';

/** A WCS keyword of an array: FITS standard 4.0, table 22. */
interface WcsKeyword {
  /** The axes that it names. PVi_m and PSi_m name one; m is not an axis. */
  readonly axes: readonly number[];
  /** The letter of an alternative description; '' for the primary one. */
  readonly version: string;
  readonly matrix: 'PC' | 'CD' | undefined;
}

const ONE_AXIS = /^(?:CTYPE|CUNIT|CRVAL|CRPIX|CDELT|CROTA|CNAME|CRDER|CSYER)(\d{1,3})([A-Z]?)$/;
const PARAMETER = /^(?:PV|PS)(\d{1,3})_\d{1,3}([A-Z]?)$/;
const MATRIX = /^(PC|CD)(\d{1,3})_(\d{1,3})([A-Z]?)$/;

function wcsKeyword({ keyword, type }: CheckedCard): WcsKeyword | undefined {
  if (type === 'commentary') return undefined;
  const [, axis, version = ''] = ONE_AXIS.exec(keyword) ?? PARAMETER.exec(keyword) ?? [];
  if (axis !== undefined) return { axes: [Number(axis)], version, matrix: undefined };
  const [, matrix, i, j, letter = ''] = MATRIX.exec(keyword) ?? [];
  return matrix === undefined
    ? undefined
    : { axes: [Number(i), Number(j)], version: letter, matrix: matrix === 'PC' ? 'PC' : 'CD' };
}

/** The WCS keywords of an array, compressed or not. Tables have other keywords for the coordinates of their columns. */
function* wcsCards(header: CheckedHeader): Generator<WcsKeyword & { readonly card: CheckedCard }> {
  if (!isArray(header) && !isCompressedImage(header)) return;
  for (const card of header.cards) {
    const keyword = wcsKeyword(card);
    if (keyword) yield { card, ...keyword };
  }
}

const axesOf = (header: CheckedHeader): number =>
  integerOf(header, isCompressedImage(header) ? 'ZNAXIS' : 'NAXIS') ?? 0;

/** The rules about coordinate systems. */
export const WCS_RULES = {
  /** FITS standard 4.0, 8.2: no index is greater than WCSAXES. */
  'wcs-index': {
    severity: 'error',
    section: '8.2',
    meaning: 'the number of an axis in a WCS keyword is 0, or greater than WCSAXES',
    *find(header) {
      for (const { card, axes, version } of wcsCards(header)) {
        const most = integerOf(header, `WCSAXES${version}`) ?? Number.POSITIVE_INFINITY;
        const wrong = axes.find((axis) => axis < 1 || axis > most);
        if (wrong !== undefined)
          yield at(
            card,
            wrong < 1
              ? `${card.keyword}: axes are counted from 1`
              : `${card.keyword} names axis ${wrong}, but WCSAXES${version} is ${most}`,
          );
      }
    },
  },
  /** FITS standard 4.0, 8.2: without WCSAXES, the larger of NAXIS and the largest index counts. */
  'wcs-beyond-naxis': {
    severity: 'warning',
    section: '8.2',
    meaning: 'a WCS keyword is about an axis that the array does not have, and there is no WCSAXES',
    *find(header) {
      const most = axesOf(header);
      for (const { card, axes, version } of wcsCards(header)) {
        const beyond = axes.find((axis) => axis > most);
        if (beyond !== undefined && integerOf(header, `WCSAXES${version}`) === undefined)
          yield at(card, `${card.keyword} names axis ${beyond}, but NAXIS is ${most}`);
      }
    },
  },
  /** FITS standard 4.0, 8.2. */
  'wcsaxes-order': {
    severity: 'error',
    section: '8.2',
    meaning: 'WCSAXES comes after another keyword of the same coordinate system',
    *find(header) {
      const seen = new Set<string>();
      for (const { card, version } of wcsCards(header)) {
        const wcsaxes = cardOf(header, `WCSAXES${version}`);
        if (seen.has(version) || !wcsaxes) continue;
        seen.add(version);
        if (card.record < wcsaxes.record) yield at(wcsaxes, `WCSAXES${version} comes after ${card.keyword}`);
      }
    },
  },
  /** FITS standard 4.0, 8.1.2 and 8.2. */
  'pc-and-cd': {
    severity: 'error',
    section: '8.2',
    meaning: 'a coordinate system has both PCi_j and CDi_j',
    *find(header) {
      const first = new Map<string, CheckedCard>();
      for (const { card, version, matrix } of wcsCards(header))
        if (matrix && !first.has(matrix + version)) first.set(matrix + version, card);
      for (const [key, card] of first) {
        const other = key.startsWith('PC') ? first.get(`CD${key.slice(2)}`) : undefined;
        if (other) yield at(other, `${other.keyword} must not be used with ${card.keyword}`);
      }
    },
  },
} as const satisfies Record<string, Rule>;
