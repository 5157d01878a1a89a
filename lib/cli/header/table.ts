// header --format table.

import { cardName, cardType, cardValue } from '../../fits/card-table.ts';
import type { Hdu } from '../../fits/walk.ts';
import { table } from '../../formats/table.ts';
import { EVERYDAY } from '../../sql/everyday.ts';
import { extensionName } from '../files/hdu-pattern.ts';
import { printable, screen, writeOut } from '../terminal/output.ts';
import { forEachHdu, type HeaderPrinter } from './read.ts';
import type { CardSelection } from './selection.ts';

/** A row of the table: the file or HDU that it describes, and the values by keyword. */
interface Row {
  readonly label: readonly (string | number)[];
  readonly values: Map<string, string>;
}

/** The columns if no keywords are selected: the everyday columns of the views. */
const DEFAULT_KEYWORDS = new Set(EVERYDAY.map(({ keyword }) => keyword));

/**
 * Prints one row per file, or per HDU if HDUs are selected, and one column per keyword, in the order in which they were
 * given. The value of a file comes from the primary header or, failing that, from the first extension that has it. Of
 * duplicate cards, the first one that is not blank counts.
 */
export const printTable: HeaderPrinter = async (files, selection) => {
  const rows: Row[] = [];
  /** For each keyword found, whether all its values are numbers. */
  const numeric = new Map<string, boolean>();
  const wanted = selection.everything
    ? (keyword: string) => DEFAULT_KEYWORDS.has(keyword)
    : selection.keyword;
  let row: Row | undefined;
  const counts = await forEachHdu(
    files,
    selection,
    (path, hdu) => {
      if (row === undefined || selection.byHdu) {
        row = { label: labelOf(path, hdu, selection), values: new Map() };
        rows.push(row);
      }
      addValues(row.values, numeric, hdu, wanted);
    },
    () => {
      row = undefined;
    },
  );
  const keywords = inOrder([...numeric.keys()], selection);
  const columns = [
    ...(selection.byHdu ? ['file', 'hdu', 'extension'] : ['file']).map((name) => ({
      name,
      type: 'text' as const,
    })),
    ...keywords.map((name) => ({ name, type: numeric.get(name) ? ('double' as const) : ('text' as const) })),
  ];
  const texts = rows.map(({ label, values }) => [
    ...label,
    ...keywords.map((name) => values.get(name) ?? null),
  ]);
  for await (const text of table({ columns, pieces: inOnePiece(texts) }, screen())) writeOut(text);
  return counts;
};

function labelOf(path: string, hdu: Hdu, { byHdu }: CardSelection): (string | number)[] {
  if (!byHdu) return [printable(path)];
  const { extname, extver } = extensionName(hdu.cards);
  return [printable(path), hdu.hdu, extname === '' ? '' : `${printable(extname)},${extver}`];
}

function addValues(
  values: Map<string, string>,
  numeric: Map<string, boolean>,
  { cards }: Hdu,
  wanted: (keyword: string) => boolean,
): void {
  for (let card = 0; card < cards.count; card++) {
    const name = cardName(cards, card);
    if (name === '' || !wanted(name)) continue;
    const type = cardType(cards, card);
    const value = cardValue(cards, card);
    const blank = value === '' || type === 'commentary';
    const isNumber = type === 'integer' || type === 'float';
    numeric.set(name, (numeric.get(name) ?? true) && (isNumber || blank));
    if (!blank && !values.has(name)) values.set(name, value);
  }
}

/** Keywords in the order of their patterns. A keyword that was named in full has a column even if no file has it. */
const inOrder = (found: readonly string[], { keywords }: CardSelection): string[] => {
  const columns = keywords.flatMap(({ matches, name }) => {
    const matching = found.filter(matches);
    return matching.length === 0 && name !== undefined ? [name] : matching;
  });
  return [...new Set([...columns, ...found])];
};

async function* inOnePiece<T>(rows: T): AsyncGenerator<T> {
  yield rows;
}
