// header --table.

import { type Answer, answerOf, type Value } from '../../engines/answer.ts';
import { csv, tsv } from '../../formats/csv.ts';
import type { Format } from '../../formats/format.ts';
import { json } from '../../formats/json.ts';
import { table } from '../../formats/table.ts';
import { votable } from '../../formats/votable.ts';
import { printable, writeOut } from '../terminal/output.ts';
import { printPaged } from '../terminal/pager.ts';
import type { HeaderPrinter } from './read.ts';
import type { CardSelection } from './selection.ts';
import { type SortKey, sorted } from './sort.ts';
import { type CardValue, DEFAULT_KEYWORDS, type KeywordRow, keywordRows } from './table-rows.ts';
import type { Condition } from './where.ts';

/** Only the values of the keywords, as they are, with tabs between them. */
async function* values({ pieces }: Answer): AsyncGenerator<string, void> {
  const shown = (value: Value): string => printable(String(value ?? ''));
  for await (const rows of pieces) yield rows.map((row) => `${row.map(shown).join('\t')}\n`).join('');
}

/** The formats of the table of keywords. */
const TABLE_FORMATS: Readonly<Record<string, Format>> = {
  table,
  csv,
  tsv,
  json,
  values,
  // no more is known about any keyword than its name
  votable: (answer) => votable(answer, () => ({})),
};

/** How to see what a table on a terminal had to cut. */
const ADVICE = { rows: '--table --format csv', values: '--table --format csv, or | less -S' };

/** The columns that say where the values of a row are from. */
const PLACES = ['file', 'hdu', 'extension'];

/**
 * Prints one row per file, or per HDU if HDUs are selected, and one column per keyword, in the order in which they were
 * given.
 */
export const tablePrinter =
  (format: string, sort: readonly SortKey[], where: readonly Condition[]): HeaderPrinter =>
  async (files, selection) => {
    const needed = [...sort, ...where.map(({ keyword, name }) => ({ matches: keyword, name }))];
    const { rows, numeric, counts } = await keywordRows(files, selection, (keyword) =>
      needed.some(({ matches }) => matches(keyword)),
    );
    for (const name of withoutValues(needed, rows)) selection.alsoMissing(name);
    const keywords = inOrder([...numeric.keys()], selection);
    const places = format === 'values' ? [] : selection.byHdu ? PLACES : PLACES.slice(0, 1);
    const columns: Answer['columns'] = [
      ...places.map((name) => ({ name, type: 'text' as const })),
      ...keywords.map((name) => ({
        name,
        type: numeric.get(name) ? ('double' as const) : ('text' as const),
      })),
    ];
    const show = (name: string, found: CardValue | undefined): Value =>
      found === undefined ? null : valueIn(format, found, numeric.get(name) === true);
    const kept = rows.filter((row) => where.every(({ isMet }) => isMet(row)));
    const answer = sorted(kept, sort).map(({ file, hdu, extension, values }) => [
      ...[shown(file, format), hdu, shown(extension, format)].slice(0, places.length),
      ...keywords.map((name) => show(name, values.get(name))),
    ]);
    await printTable(answerOf(columns, answer), format);
    return counts;
  };

/**
 * A value as a format has it. JSON has numbers and truth values, and columns of a VOTable are numbers if all their values
 * are; elsewhere, values look as they do in the lake.
 */
function valueIn(format: string, { value, text }: CardValue, isNumeric: boolean): Value {
  if (format === 'json') return value;
  return format === 'votable' && isNumeric ? Number(value) : text;
}

/** The keywords of --sort and --where of which no row has a value: probably mistyped. */
const withoutValues = (needed: readonly Pick<SortKey, 'matches' | 'name'>[], rows: readonly KeywordRow[]) =>
  needed
    .filter(({ matches }) => !rows.some(({ values }) => [...values.keys()].some(matches)))
    .map(({ name }) => name);

async function printTable(answer: Answer, format: string): Promise<void> {
  const write = TABLE_FORMATS[format]!;
  if (format === 'table')
    await printPaged((screen) => write(answer, { ...screen, ...(screen.advice && { advice: ADVICE }) }));
  else for await (const text of write(answer, {})) writeOut(text);
}

/** Names and values as they are for programs, and without control characters for people. */
const shown = (text: string, format: string): string => (format === 'table' ? printable(text) : text);

/** Keywords in the order of their patterns, or of the everyday columns. A keyword that was named in full has a column even if no file has it. */
const inOrder = (found: readonly string[], { keywords }: CardSelection): string[] => {
  if (keywords.length === 0) return DEFAULT_KEYWORDS.filter((keyword) => found.includes(keyword));
  const columns = keywords.flatMap(({ matches, name }) => {
    const matching = found.filter(matches);
    return matching.length === 0 && name !== undefined ? [name] : matching;
  });
  return [...new Set(columns)];
};
