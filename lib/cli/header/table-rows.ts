// The rows of header --table.

import type { Value } from '../../engines/answer.ts';
import { type CardTable, cardName, cardType, cardValue } from '../../fits/card-table.ts';
import type { Hdu } from '../../fits/walk.ts';
import { EVERYDAY } from '../../sql/everyday.ts';
import type { FileCounts } from '../files/each-file.ts';
import { extensionName } from '../files/hdu-pattern.ts';
import type { NamedFile } from '../files/named-files.ts';
import { forEachHdu } from './read.ts';
import type { CardSelection, KeywordTest } from './selection.ts';

/** The value of a card: its text as the lake has it, and the same as a number or a truth value if it is one. */
export interface CardValue {
  readonly text: string;
  readonly value: Value;
}

/** A row of the table: the file or HDU that it describes, and the values by keyword. */
export interface KeywordRow {
  readonly file: string;
  readonly hdu: number;
  /** `SCI,1`; '' if the HDU has no EXTNAME. */
  readonly extension: string;
  readonly values: ReadonlyMap<string, CardValue>;
}

/** The rows, and for each keyword that was found, whether all its values are numbers. */
export interface KeywordRows {
  readonly rows: readonly KeywordRow[];
  readonly numeric: ReadonlyMap<string, boolean>;
  readonly counts: FileCounts;
}

/** The columns if no keywords are selected: the everyday columns of the views. */
export const DEFAULT_KEYWORDS: readonly string[] = EVERYDAY.map(({ keyword }) => keyword);

/**
 * Reads one row per file, or per HDU if HDUs are selected. The value of a file comes from the primary header or, failing
 * that, from the first extension that has it. Of duplicate cards, the first one that is not blank counts.
 *
 * @param isNeeded selects keywords that --sort or --where compare, although they may not be columns
 */
export async function keywordRows(
  files: readonly NamedFile[],
  selection: CardSelection,
  isNeeded: KeywordTest,
): Promise<KeywordRows> {
  const rows: (KeywordRow & { readonly values: Map<string, CardValue> })[] = [];
  const numeric = new Map<string, boolean>();
  const isColumn =
    selection.keywords.length === 0
      ? (keyword: string) => DEFAULT_KEYWORDS.includes(keyword)
      : selection.keyword;
  let row: (typeof rows)[number] | undefined;
  const counts = await forEachHdu(
    files,
    selection,
    (file, { hdu, cards }: Hdu) => {
      if (row === undefined || selection.byHdu) {
        const { extname, extver } = extensionName(cards);
        row = { file, hdu, extension: extname === '' ? '' : `${extname},${extver}`, values: new Map() };
        rows.push(row);
      }
      addValues(row.values, cards, (keyword, mayBeNumber) => {
        if (!isColumn(keyword)) return isNeeded(keyword);
        numeric.set(keyword, (numeric.get(keyword) ?? true) && mayBeNumber);
        return true;
      });
    },
    () => {
      row = undefined;
    },
  );
  return { rows, numeric, counts };
}

/** Adds the values of a header. `isWanted` gets each keyword, and whether its value is a number or blank. */
function addValues(
  values: Map<string, CardValue>,
  cards: CardTable,
  isWanted: (keyword: string, mayBeNumber: boolean) => boolean,
): void {
  for (let card = 0; card < cards.count; card++) {
    const name = cardName(cards, card);
    if (name === '') continue;
    const type = cardType(cards, card);
    const text = cardValue(cards, card);
    const isBlank = text === '' || type === 'commentary';
    const isNumber = type === 'integer' || type === 'float';
    if (!isWanted(name, isNumber || isBlank) || isBlank || values.has(name)) continue;
    const value = type === 'integer' ? BigInt(text) : type === 'float' ? Number(text) : text;
    values.set(name, { text, value: type === 'logical' ? text === 'true' : value });
  }
}
