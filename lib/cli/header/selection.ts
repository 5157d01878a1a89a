import { type CardTable, cardName, cardValue } from '../../fits/card-table.ts';
import type { Hdu } from '../../fits/walk.ts';

/** A pattern as users write it: any case, `*` for any text. */
export function wildcard(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i');
}

/**
 * Whether a keyword is meant by a pattern: `NAXIS*`, `ESO DET*`, `HIERARCH ESO DET ID`, or ESO's short form
 * with points, `INS.LENS` for `ESO INS LENS`.
 */
export function keywordPattern(pattern: string): (keyword: string) => boolean {
  const plain = pattern
    .trim()
    .replace(/^HIERARCH\s+/i, '')
    .replace(/\s+/g, ' ');
  const asTyped = wildcard(plain);
  if (!plain.includes('.')) return (keyword) => asTyped.test(keyword);
  const spaced = plain.replaceAll('.', ' ');
  const short = wildcard(/^ESO /i.test(spaced) ? spaced : `ESO ${spaced}`);
  return (keyword) => asTyped.test(keyword) || short.test(keyword);
}

/** An HDU's EXTNAME and EXTVER, as `-e` names it. */
export interface ExtensionName {
  readonly extname: string;
  /** 1 where the header has none: FITS standard 4.0, 4.4.2.6. */
  readonly extver: number;
}

export function extensionName(cards: CardTable): ExtensionName {
  return { extname: firstValue(cards, 'EXTNAME') ?? '', extver: Number(firstValue(cards, 'EXTVER') ?? 1) };
}

/** The value of the first card of that keyword. */
function firstValue(cards: CardTable, keyword: string): string | undefined {
  for (let card = 0; card < cards.count; card++)
    if (cardName(cards, card) === keyword) return cardValue(cards, card);
  return undefined;
}

/** Whether an HDU is meant: by its number, by EXTNAME, or by EXTNAME and EXTVER (`SCI,1`); `*` is any. */
export function hduPattern(pattern: string): HduTest {
  const text = pattern.trim();
  if (/^\d+$/.test(text)) return ({ hdu }) => hdu === Number(text);
  const [, name = text, version] = /^(.*?)\s*,\s*(\d+|\*)$/.exec(text) ?? [];
  const named = wildcard(name);
  return ({ hdu, cards }) => {
    const { extname, extver } = extensionName(cards);
    const sameName = named.test(extname) || (hdu === 0 && extname === '' && named.test('PRIMARY'));
    return sameName && (version === undefined || version === '*' || Number(version) === extver);
  };
}

type HduTest = (hdu: Pick<Hdu, 'hdu' | 'type' | 'cards'>) => boolean;

/** What the user asks to see: none of a kind means all. */
export interface Selection {
  readonly hdu: HduTest;
  readonly keyword: (keyword: string) => boolean;
  /** The keyword patterns one by one, in the order in which they were given. */
  readonly keywords: readonly KeywordPattern[];
  /** Whether HDUs were named. */
  readonly byHdu: boolean;
  /** Whether neither HDUs nor keywords were named. */
  readonly everything: boolean;
  /** Says which patterns have met nothing so far. */
  readonly missed: () => string[];
}

interface KeywordPattern {
  readonly matches: (keyword: string) => boolean;
  /** The keyword that it names; undefined where it stands for any number of them. */
  readonly name: string | undefined;
}

export function selection(hdus: readonly string[], keywords: readonly string[]): Selection {
  const missed = new Set<string>();
  /** The test, which takes note of its first success. */
  const noted = <T>(what: string, test: (value: T) => boolean): ((value: T) => boolean) => {
    missed.add(what);
    return (value) => test(value) && (missed.delete(what) || true);
  };
  const anyOf = <T>(tests: readonly ((value: T) => boolean)[]): ((value: T) => boolean) =>
    tests.length === 0 ? () => true : (value) => tests.some((test) => test(value));
  const patterns = keywords.map((pattern) => ({
    matches: noted(`no file has the keyword ${pattern}`, keywordPattern(pattern)),
    name: pattern.includes('*') ? undefined : pattern.trim().toUpperCase(),
  }));
  return {
    hdu: anyOf(hdus.map((pattern) => noted(`no file has the HDU ${pattern}`, hduPattern(pattern)))),
    keyword: anyOf(patterns.map(({ matches }) => matches)),
    keywords: patterns,
    byHdu: hdus.length > 0,
    everything: hdus.length + keywords.length === 0,
    missed: () => [...missed],
  };
}
