import { cardName, cardType, cardValue } from '../../fits/card-table.ts';
import type { Hdu } from '../../fits/walk.ts';
import { table } from '../../formats/table.ts';
import { EVERYDAY } from '../../sql/everyday.ts';
import { printable, screen, writeOut } from '../terminal/output.ts';
import { eachHdu, type HeaderFormat } from './read.ts';
import { extensionName, type Selection } from './selection.ts';

/** A row of the table: what it is about, and the values that were found, by keyword. */
interface Row {
  readonly about: readonly (string | number)[];
  readonly values: Map<string, string>;
}

/** Without keywords the table has those that most people ask for. */
const USUAL = new Set(EVERYDAY.map(({ keyword }) => keyword));

/**
 * A row a file, or an HDU where HDUs were named, and a column a keyword, in the order in which they were asked
 * for. A file's value is the primary header's, else the first extension's that has one; of duplicates the first
 * that is not blank counts.
 */
export const printTable: HeaderFormat = async (files, asked) => {
  const rows: Row[] = [];
  const numeric = new Map<string, boolean>();
  const wanted = asked.everything ? (keyword: string) => USUAL.has(keyword) : asked.keyword;
  let row: Row | undefined;
  const outcome = await eachHdu(
    files,
    (path, hdu) => {
      if (!asked.hdu(hdu)) return;
      if (row === undefined || asked.byHdu) {
        row = { about: aboutOf(path, hdu, asked), values: new Map() };
        rows.push(row);
      }
      addValues(row.values, numeric, hdu, wanted);
    },
    () => {
      row = undefined;
    },
  );
  const keywords = inOrder([...numeric.keys()], asked);
  const columns = [
    ...(asked.byHdu ? ['file', 'hdu', 'extension'] : ['file']).map((name) => ({
      name,
      kind: 'other' as const,
    })),
    ...keywords.map((name) => ({ name, kind: numeric.get(name) ? ('number' as const) : ('other' as const) })),
  ];
  const texts = rows.map(({ about, values }) => [
    ...about,
    ...keywords.map((name) => values.get(name) ?? null),
  ]);
  await table({ columns, pieces: inPieces(texts) }, writeOut, screen());
  return outcome;
};

function aboutOf(path: string, hdu: Hdu, { byHdu }: Selection): (string | number)[] {
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

/** Keywords in the order in which they were asked for; one that was asked for by its name is there always. */
const inOrder = (found: readonly string[], { keywords }: Selection): string[] => {
  const columns = keywords.flatMap(({ matches, name }) => {
    const matching = found.filter(matches);
    return matching.length === 0 && name !== undefined ? [name] : matching;
  });
  return [...new Set([...columns, ...found])];
};

async function* inPieces<T>(rows: T): AsyncGenerator<T> {
  yield rows;
}
