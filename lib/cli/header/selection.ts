// The patterns of header --ext and --keyword.

import type { CardTable } from '../../fits/card-table.ts';
import { keywordValue } from '../../fits/lookup.ts';
import type { Hdu } from '../../fits/walk.ts';

/** A pattern in which `*` matches any text, without regard to case. */
function wildcard(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i');
}

type KeywordTest = (keyword: string) => boolean;

/**
 * Tests keywords against a pattern: `NAXIS*`, `ESO DET*`, `HIERARCH ESO DET ID`, or ESO's short form with dots,
 * `INS.LENS` for `ESO INS LENS`.
 */
function keywordTest(pattern: string): KeywordTest {
  const plain = pattern
    .trim()
    .replace(/^HIERARCH\s+/i, '')
    .replace(/\s+/g, ' ');
  const asGiven = wildcard(plain);
  if (!plain.includes('.')) return (keyword) => asGiven.test(keyword);
  const spaced = plain.replaceAll('.', ' ');
  const long = wildcard(/^ESO /i.test(spaced) ? spaced : `ESO ${spaced}`);
  return (keyword) => asGiven.test(keyword) || long.test(keyword);
}

/** The EXTNAME and EXTVER of an HDU. */
interface ExtensionName {
  /** '' if the header has none. */
  readonly extname: string;
  /** 1 if the header has none. Source: FITS standard 4.0, 4.4.2.6. */
  readonly extver: number;
}

/** The name that `-e` selects an HDU by. */
export function extensionName(cards: CardTable): ExtensionName {
  return {
    extname: keywordValue(cards, 'EXTNAME') ?? '',
    extver: Number(keywordValue(cards, 'EXTVER') ?? 1),
  };
}

type HduTest = (hdu: Pick<Hdu, 'hdu' | 'type' | 'cards'>) => boolean;

/** Tests HDUs against their number, EXTNAME, or EXTNAME and EXTVER (`SCI,1`); `*` matches any text or version. */
function hduTest(pattern: string): HduTest {
  const text = pattern.trim();
  if (/^\d+$/.test(text)) return ({ hdu }) => hdu === Number(text);
  const [, name = text, version] = /^(.*?)\s*,\s*(\d+|\*)$/.exec(text) ?? [];
  const matches = wildcard(name);
  return ({ hdu, cards }) => {
    const { extname, extver } = extensionName(cards);
    const sameName = matches.test(extname) || (hdu === 0 && extname === '' && matches.test('PRIMARY'));
    return sameName && (version === undefined || version === '*' || Number(version) === extver);
  };
}

/** The HDUs and keywords to print. Without patterns for HDUs or for keywords, all of them are selected. */
export interface CardSelection {
  readonly hdu: HduTest;
  readonly keyword: KeywordTest;
  /** The keyword patterns, in the order in which they were given. */
  readonly keywords: readonly KeywordPattern[];
  /** Whether there are patterns for HDUs. */
  readonly byHdu: boolean;
  /** Whether there are no patterns at all. */
  readonly everything: boolean;
  /** A message for each pattern that has matched nothing so far. */
  readonly unmatched: () => string[];
}

interface KeywordPattern {
  readonly matches: KeywordTest;
  /** The keyword that it names; undefined if it contains `*`. */
  readonly name: string | undefined;
}

/** The selection that the patterns of `--ext` and `--keyword` make. */
export function cardSelection(hdus: readonly string[], keywords: readonly string[]): CardSelection {
  const unmatched = new Set<string>();
  /** Wraps a test so that its message is removed from `unmatched` when it first succeeds. */
  const watched = <T>(message: string, test: (value: T) => boolean): ((value: T) => boolean) => {
    unmatched.add(message);
    return (value) => test(value) && (unmatched.delete(message) || true);
  };
  const anyOf = <T>(tests: readonly ((value: T) => boolean)[]): ((value: T) => boolean) =>
    tests.length === 0 ? () => true : (value) => tests.some((test) => test(value));
  const patterns = keywords.map((pattern) => ({
    matches: watched(`no file has the keyword ${pattern}`, keywordTest(pattern)),
    name: pattern.includes('*') ? undefined : pattern.trim().toUpperCase(),
  }));
  return {
    hdu: anyOf(hdus.map((pattern) => watched(`no file has the HDU ${pattern}`, hduTest(pattern)))),
    keyword: anyOf(patterns.map(({ matches }) => matches)),
    keywords: patterns,
    byHdu: hdus.length > 0,
    everything: hdus.length + keywords.length === 0,
    unmatched: () => [...unmatched],
  };
}
