import { commonPairs } from './common.ts';
import type { KeptHdu } from './kept-hdu.ts';

/** Two HDUs to compare, or one without a counterpart. */
export interface HduMatch {
  readonly a: KeptHdu | undefined;
  readonly b: KeptHdu | undefined;
  /** Whether its place among the matched HDUs is another in the second file. */
  readonly isMoved: boolean;
}

/**
 * Finds the HDUs of two files that correspond, so that an inserted HDU does not make all later ones differ. The primary
 * HDUs always do, and so do two HDUs that are alone. Extensions do if they have the same EXTNAME, EXTVER and type; if
 * several have the same, the first one of each file, the second one and so on; extensions without a name likewise by
 * their type. Of the rest, those with the same name, and then those of the same type with the same number. In the order
 * of the first file, with those that only the second file has after their predecessors.
 */
export function matchHdus(a: readonly KeptHdu[], b: readonly KeptHdu[]): HduMatch[] {
  if (a.length === 1 && b.length === 1) return [{ a: a[0], b: b[0], isMoved: false }];
  const partners = new Map<KeptHdu, KeptHdu>();
  const taken = new Set<KeptHdu>();
  for (const key of KEYS) {
    const waiting = new Map<string, KeptHdu[]>();
    // the first one of each key has to be the last one, because it is taken from the end
    for (const hdu of b.filter((one) => !taken.has(one)).reverse()) {
      const same = waiting.get(key(hdu));
      if (same) same.push(hdu);
      else waiting.set(key(hdu), [hdu]);
    }
    for (const hdu of a) {
      const partner = partners.has(hdu) ? undefined : waiting.get(key(hdu))?.pop();
      if (partner === undefined) continue;
      partners.set(hdu, partner);
      taken.add(partner);
    }
  }
  return inOrder(a, b, partners, taken);
}

const nameOf = ({ extname, extver }: KeptHdu): string => JSON.stringify([extname.toUpperCase(), extver]);
const numbered = ({ hdu, type }: KeptHdu): string => JSON.stringify([hdu, type]);

/** What corresponding HDUs have in common: the strictest first. */
const KEYS: readonly ((hdu: KeptHdu) => string)[] = [
  (hdu) => (hdu.hdu === 0 ? 'primary' : JSON.stringify([nameOf(hdu), hdu.type])),
  (hdu) => (hdu.extname === '' ? numbered(hdu) : nameOf(hdu)),
  numbered,
];

function inOrder(
  a: readonly KeptHdu[],
  b: readonly KeptHdu[],
  partners: ReadonlyMap<KeptHdu, KeptHdu>,
  taken: ReadonlySet<KeptHdu>,
): HduMatch[] {
  const matched = a.filter((hdu) => partners.has(hdu));
  const inB = b.filter((hdu) => taken.has(hdu));
  const pairs = commonPairs(
    { a: matched.length, b: inB.length },
    (i, j) => partners.get(matched[i]!) === inB[j],
  );
  const unmoved = new Set(pairs.map(([i]) => matched[i]));
  /** What only the second file has, by the matched HDU before it. */
  const added = new Map<KeptHdu | undefined, HduMatch[]>();
  let before: KeptHdu | undefined;
  for (const hdu of b) {
    if (taken.has(hdu)) before = hdu;
    else added.set(before, [...(added.get(before) ?? []), { a: undefined, b: hdu, isMoved: false }]);
  }
  const after = (hdu: KeptHdu | undefined): HduMatch[] => added.get(hdu) ?? [];
  return [
    ...after(undefined),
    ...a.flatMap((hdu) => {
      const partner = partners.get(hdu);
      const match = { a: hdu, b: partner, isMoved: partner !== undefined && !unmoved.has(hdu) };
      return partner ? [match, ...after(partner)] : [match];
    }),
  ];
}
