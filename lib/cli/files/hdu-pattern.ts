// How users name HDUs: with --ext, and in brackets after the name of a file.

import type { CardTable } from '../../fits/card-table.ts';
import { keywordValue } from '../../fits/lookup.ts';
import type { Hdu } from '../../fits/walk.ts';
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

/** Whether an HDU is selected. */
export type HduTest = (hdu: Pick<Hdu, 'hdu' | 'cards'>) => boolean;

/**
 * Tests HDUs against their number, EXTNAME, or EXTNAME and EXTVER (`SCI,1`). `*` matches any text or version, `?` one
 * character; case does not matter. PRIMARY is HDU 0, unless that has an EXTNAME.
 */
export function hduTest(pattern: string): HduTest {
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
