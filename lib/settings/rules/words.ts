// What the parts of a rules file have in common: keywords, lists of texts, and how messages quote them.

import { RulesRefused } from './refused.ts';
import type { YamlNode } from './yaml-nodes.ts';

/** Refuses a line of a rules file: `why` follows the file and the line. */
export type RefuseLine = (line: number, why: string) => never;

/** Returns what refuses the lines of a file, by throwing {@link RulesRefused}. */
export function refuseLines(file: string): RefuseLine {
  return (line, why) => {
    throw new RulesRefused(file, line, why);
  };
}

/** A keyword as lib/sky names it: in upper case, without HIERARCH. */
export function keywordOf(text: string, line: number, refuse: RefuseLine): string {
  const keyword = text
    .trim()
    .toUpperCase()
    .replace(/^HIERARCH +/, '')
    .replace(/ +/g, ' ');
  // a card has 80 characters, and a HIERARCH keyword may have any that can be printed except =
  return /^(?=.*[A-Z0-9])[ -<>-~]{1,70}$/.test(keyword)
    ? keyword
    : refuse(line, `${quoted(text)} is not a FITS keyword: letters, digits, - and _, with blanks in between`);
}

/** The texts of a list, or the one text. */
export function texts(node: YamlNode, name: string, refuse: RefuseLine): string[] {
  const items = node.kind === 'list' ? node.items : [node];
  if (items.length === 0) return refuse(node.line, `${name}: the list is empty`);
  return items.map((item) => {
    if (item.kind !== 'text') return refuse(item.line, `${name}: write a text, or a list of texts`);
    return item.text.trim() === '' ? refuse(item.line, `${name}: the text is empty`) : item.text.trim();
  });
}

/** A word of a header in canonical form: case does not matter, nor do blanks around it. */
export const word = (text: string): string => text.trim().toLowerCase();

/** The entries in the order of their names. */
export const sorted = <T>(entries: readonly [string, T][]): [string, T][] =>
  [...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

/** Refuses names that differ only in case or blanks. */
export function withoutDuplicates<T>(
  entries: readonly [string, T][],
  line: number,
  refuse: RefuseLine,
): readonly [string, T][] {
  const names = new Set<string>();
  for (const [name] of entries) {
    if (names.has(name)) refuse(line, `${quoted(name)} is there twice`);
    names.add(name);
  }
  return entries;
}

/** A text as messages show it. */
export const quoted = (text: string): string =>
  JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
