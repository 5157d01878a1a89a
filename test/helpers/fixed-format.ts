import { header } from './fits.ts';

// Headers that follow the FITS standard to the letter: values in fixed format.

/** A card: numbers and logical values end in column 30, strings begin in column 11. */
export const card = (keyword: string, value: string | number | boolean, comment = ''): string => {
  const text =
    typeof value === 'string'
      ? `'${value.padEnd(8)}'`.padEnd(20)
      : String(value === true ? 'T' : value === false ? 'F' : value).padStart(20);
  return `${keyword.padEnd(8)}= ${text}${comment && ` / ${comment}`}`;
};

const axisCards = (axes: readonly number[]): string[] => [
  card('NAXIS', axes.length),
  ...axes.map((length, axis) => card(`NAXIS${axis + 1}`, length)),
];

/** The header of a primary HDU. */
export const primaryHeader = (
  axes: readonly number[] = [],
  more: readonly string[] = [],
  bitpix = 8,
): Buffer => header([card('SIMPLE', true), card('BITPIX', bitpix), ...axisCards(axes), ...more]);

/** The header of an extension. */
export const extensionHeader = (
  type: string,
  axes: readonly number[],
  more: readonly string[] = [],
  bitpix = 8,
): Buffer =>
  header([
    card('XTENSION', type),
    card('BITPIX', bitpix),
    ...axisCards(axes),
    card('PCOUNT', 0),
    card('GCOUNT', 1),
    ...more,
  ]);

/** The header of a table with these columns, each of which has a name and a format. */
export const tableHeader = (
  type: 'TABLE' | 'BINTABLE',
  rowLength: number,
  columns: readonly (readonly [name: string, format: string])[],
  more: readonly string[] = [],
): Buffer =>
  extensionHeader(
    type,
    [rowLength, 0],
    [
      card('TFIELDS', columns.length),
      ...columns.flatMap(([name, format], column) => [
        card(`TTYPE${column + 1}`, name),
        card(`TFORM${column + 1}`, format),
        ...(type === 'TABLE' ? [card(`TBCOL${column + 1}`, 1)] : []),
      ]),
      ...more,
    ],
  );
