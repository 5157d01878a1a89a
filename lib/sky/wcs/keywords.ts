import type { Place } from '../lookup.ts';

/** Reads the cards of a header, and remembers which were there. */
export interface Keywords {
  /** The number of a card. Undefined if there is no card, or if it has no value. Anything else becomes the {@link bad} keyword. */
  number(keyword: string): number | undefined;
  /** The text of a card, in upper case, without blanks around it; empty if there is none. */
  text(keyword: string): string;
  /** Keywords that had a value, in the order in which they were first read. */
  readonly used: readonly string[];
  /** The first keyword whose value should have been a number, but is not. */
  readonly bad: string | undefined;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([EeDd][+-]?\d+)?$/;

/** The finite number in a text, with an exponent of E or D. Undefined if it is not one. */
export function parsed(text: string): number | undefined {
  if (!NUMBER.test(text)) return undefined;
  const number = Number(text);
  // JavaScript does not know exponents with D
  const value = Number.isNaN(number) ? Number(text.replace(/[Dd]/, 'E')) : number;
  return Number.isFinite(value) ? value : undefined;
}

/** PVi_m by m, up to the 39 of TPV, for each axis i that was asked for: made once, as there are so many. */
const PARAMETERS: (readonly string[])[] = [];

/** The names PVi_0 to PVi_39 of an axis. */
export const parameterNames = (axis: number): readonly string[] =>
  (PARAMETERS[axis] ??= Array.from({ length: 40 }, (_, m) => `PV${axis}_${m}`));

/** The keywords of a header. */
export function keywordsOf(header: Place): Keywords {
  const used: string[] = [];
  let bad: string | undefined;
  const value = (keyword: string): string => {
    const card = header.card(keyword);
    if (card === undefined || card.type === 'undefined') return '';
    const text = card.value.trim();
    if (text !== '' && !used.includes(keyword)) used.push(keyword);
    return text;
  };
  return {
    number: (keyword) => {
      const text = value(keyword);
      if (text === '') return undefined;
      const number = parsed(text);
      if (number === undefined) bad ??= keyword;
      return number;
    },
    text: (keyword) => value(keyword).toUpperCase(),
    used,
    get bad() {
      return bad;
    },
  };
}

const MOST_LISTED = 12;

/** The keywords that were used, as the source of a derived value: `CTYPE1 CRVAL1 ... (TAN)`. */
export function sourceText({ used }: Keywords, note = ''): string {
  const listed = used.length > MOST_LISTED ? [...used.slice(0, MOST_LISTED), '...'] : used;
  return listed.join(' ') + (note === '' ? '' : ` (${note})`);
}
