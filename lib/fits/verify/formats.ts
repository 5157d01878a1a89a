// The column formats of tables: TFORMn, TDISPn and TDIMn.

/** The format of a column. */
export interface ColumnFormat {
  /** The letter of the type of its elements, such as J or A. */
  readonly letter: string;
  /** Elements in a row: r of a binary table. 1 in an ASCII table. */
  readonly repeat: number;
  /** Bytes in a row; in an ASCII table, characters. */
  readonly bytes: number;
  /** Whether rows contain descriptors of arrays in the heap (P and Q). */
  readonly isVariable: boolean;
}

/** Bytes of an element: FITS standard 4.0, table 18. */
const SIZES: Readonly<Record<string, number>> = {
  L: 1,
  B: 1,
  I: 2,
  J: 4,
  K: 8,
  A: 1,
  E: 4,
  D: 8,
  C: 8,
  M: 16,
};

/** A TFORMn of a binary table (FITS standard 4.0, 7.3.1 and 7.3.5); undefined if it is not valid. */
export function binaryFormat(tform: string): ColumnFormat | undefined {
  const [, digits = '', pointer, element, letter] =
    /^(\d*)(?:([PQ])([LXBIJKAEDCM])|([LXBIJKAEDCM]))/.exec(tform) ?? [];
  const repeat = digits === '' ? 1 : Number(digits);
  if (pointer !== undefined && element !== undefined)
    return repeat > 1
      ? undefined
      : { letter: element, repeat, bytes: repeat * (pointer === 'P' ? 8 : 16), isVariable: true };
  if (letter === undefined) return undefined;
  const bytes = letter === 'X' ? Math.ceil(repeat / 8) : repeat * (SIZES[letter] ?? 0);
  return { letter, repeat, bytes, isVariable: false };
}

/** A TFORMn of an ASCII table (FITS standard 4.0, 7.2.1); undefined if it is not valid. */
export function asciiFormat(tform: string): ColumnFormat | undefined {
  const [, letter, width] =
    /^(?:([AI])(\d+)|([FED])(\d+)\.\d+)$/.exec(tform)?.filter((part) => part !== undefined) ?? [];
  return letter === undefined ? undefined : { letter, repeat: 1, bytes: Number(width), isVariable: false };
}

/** FITS standard 4.0, table 20: the format codes of TDISPn. */
const TDISP = /^(?:(A|L)\d+|(I|B|O|Z)\d+(?:\.\d+)?|(F|EN|ES)\d+\.\d+|(E|G|D)\d+\.\d+(?:E\d+)?)$/;

/** Display codes by the type of elements: integers, floating-point numbers, text and logical values. */
const DISPLAYS: readonly (readonly [RegExp, RegExp])[] = [
  [/[XBIJK]/, /^(?:[IBOZFEGD]|E[NS])$/],
  [/[EDCMF]/, /^(?:[FEGD]|E[NS])$/],
  [/A/, /^[AG]$/],
  [/L/, /^[LG]$/],
];

/** Whether a TDISPn is valid: FITS standard 4.0, 7.2.2 and 7.3.4. */
export const isDisplayFormat = (tdisp: string): boolean => TDISP.test(tdisp);

/** Whether a valid TDISPn can display elements of a type. */
export function canDisplay(tdisp: string, letter: string): boolean {
  const code =
    TDISP.exec(tdisp)
      ?.slice(1)
      .find((part) => part !== undefined) ?? '';
  return DISPLAYS.some(([types, codes]) => types.test(letter) && codes.test(code));
}

/** The number of elements in the array of a TDIMn; undefined if it is not valid: FITS standard 4.0, 7.3.2. */
export function elementsOf(tdim: string): number | undefined {
  const [, list] = /^\( *(\d+(?: *, *\d+)*) *\)$/.exec(tdim) ?? [];
  return list?.split(',').reduce((product, length) => product * Number(length), 1);
}
