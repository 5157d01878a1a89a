/** `1,234,567`. */
export const thousands = (number: number): string => number.toLocaleString('en-US');

/** `1 row`, `2 rows`. */
export const counted = (number: number, noun: string): string =>
  `${thousands(number)} ${noun}${number === 1 ? '' : 's'}`;

/** At most six decimals. */
export const shortNumber = (number: number): string =>
  Number.isInteger(number) || Math.abs(number) >= 1e15 || (number !== 0 && Math.abs(number) < 1e-6)
    ? String(number)
    : String(Number(number.toFixed(6)));
