// How users name HDUs: with --ext, and in brackets after the name of a file.

import type { CardTable } from '../../fits/card-table.ts';
import { keywordValue } from '../../fits/lookup.ts';
import type { Hdu } from '../../fits/walk.ts';
import { repeated } from '../options/repeated.ts';
import { wildcard } from './wildcard.ts';

/** The EXTNAME and EXTVER of an HDU. */
export interface ExtensionName {
  /** '' if the header has none. */
  readonly extname: string;
  /** 1 if the header has none. Source: FITS standard 4.0, 4.4.2.6. */
  readonly extver: number;
}

/** The name that users select an HDU by. */
export function extensionName(cards: CardTable): ExtensionName {
  return {
    extname: keywordValue(cards, 'EXTNAME') ?? '',
    extver: Number(keywordValue(cards, 'EXTVER') ?? 1),
  };
}

/** The option that selects HDUs. */
export const EXT_OPTION = [
  '-e, --ext <hdu>',
  'only this HDU: a number, EXTNAME, or EXTNAME,EXTVER; * and ? are wildcards; may be repeated',
  repeated,
] as const;

/** Whether an HDU is selected. */
export type HduTest = (hdu: Pick<Hdu, 'hdu' | 'cards'>) => boolean;

/** The HDUs that `--ext` selects; without patterns, all of them. */
export interface HduSelection {
  readonly test: HduTest;
  /** The patterns that have matched nothing so far, in words. */
  readonly missing: () => string[];
}

/** The HDUs that the patterns of `--ext` select. */
export function hduSelection(patterns: readonly string[]): HduSelection {
  const missing = new Set(patterns);
  const tests = patterns.map((pattern) => ({ pattern, test: hduTest(pattern) }));
  return {
    test: (hdu) => {
      // all of them, because two patterns can match the same HDU
      const found = tests.filter(({ test }) => test(hdu));
      for (const { pattern } of found) missing.delete(pattern);
      return found.length > 0 || tests.length === 0;
    },
    missing: () => [...missing].map((pattern) => `no file has the HDU ${pattern}`),
  };
}

/**
 * Tests HDUs against their number, EXTNAME, or EXTNAME and EXTVER (`SCI,1`). `*` matches any text or version, `?` one
 * character; case does not matter. PRIMARY is HDU 0, unless that has an EXTNAME. Without a pattern, all are selected.
 */
export function hduTest(pattern: string | undefined): HduTest {
  if (pattern === undefined) return () => true;
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
