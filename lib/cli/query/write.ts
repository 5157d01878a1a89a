// Writes an answer in any format but Parquet.

import type { Answer } from '../../engines/answer.ts';
import type { FitsRows } from '../../formats/fits.ts';
import type { Shown } from '../../formats/format.ts';
import { NotRepresentable } from '../../formats/not-representable.ts';
import { columnMetadata } from '../../sql/view-columns.ts';
import { atEnd } from '../../stores/at-end.ts';
import { RunFailed } from '../errors.ts';
import { printable } from '../terminal/output.ts';
import { activity, showActivity } from '../terminal/progress.ts';
import { counted } from '../terminal/words.ts';
import { watched } from './counting-rows.ts';
import { outputFile, standardOutput } from './target.ts';

/** The values of `--format`. */
export const FORMAT_NAMES = [
  'table',
  'csv',
  'tsv',
  'lines',
  'nul',
  'json',
  'ndjson',
  'parquet',
  'votable',
  'fits',
] as const;

/** One of the values of `--format`. */
export type FormatName = (typeof FORMAT_NAMES)[number];

/** The formats that this file writes. Parquet is written by DuckDB. */
export type WrittenFormatName = Exclude<FormatName, 'parquet'>;

/** How an answer is written. */
export interface OutputChoice<Format extends FormatName = FormatName> {
  readonly format: Format;
  /** The absolute path of the file; undefined for standard output. */
  readonly output: string | undefined;
  /** Whether the names of the columns come first, in the formats that have such a line; by default they do. */
  readonly header?: boolean;
  /** Whether a pager shows a table that is longer than the screen; by default it does. */
  readonly paged?: boolean;
}

/** Writes an answer in pieces. Each piece of the answer is read only when it is needed. */
type Writer = (answer: Answer, shown: Shown) => AsyncGenerator<string | Uint8Array, void>;

/** Each format is loaded only when it is needed. */
const WRITERS: Readonly<Record<WrittenFormatName, () => Promise<Writer>>> = {
  table: async () => (await import('../../formats/table.ts')).table,
  csv: async () => (await import('../../formats/csv.ts')).csv,
  tsv: async () => (await import('../../formats/csv.ts')).tsv,
  lines: async () => (await import('../../formats/lines.ts')).lines,
  nul: async () => (await import('../../formats/lines.ts')).nul,
  json: async () => (await import('../../formats/json.ts')).json,
  ndjson: async () => (await import('../../formats/ndjson.ts')).ndjson,
  votable: async () => {
    const { votable } = await import('../../formats/votable.ts');
    return (answer) => votable(answer, columnMetadata);
  },
  fits: async () => spooledFits,
};

async function* spooledFits(answer: Answer): AsyncGenerator<Uint8Array, void> {
  const { fits } = await import('../../formats/fits.ts');
  const { spoolFile } = await import('../../stores/spool.ts');
  const spool = spoolFile<FitsRows>();
  try {
    yield* fits(answer, columnMetadata, spool);
  } finally {
    spool.remove();
  }
}

/**
 * Writes an answer to a file, which appears only when it is complete, or to standard output. Throws {@link RunFailed} if
 * the format cannot hold it.
 */
export async function writeAnswer(
  answer: Answer,
  { format, output, header = true, paged = true }: OutputChoice<WrittenFormatName>,
): Promise<void> {
  const writer = await WRITERS[format]();
  const target = output === undefined ? standardOutput(paged && format === 'table') : outputFile(output);
  const release = atEnd(target.discard);
  let rows = 0;
  const shown = watched(answer, (more) => {
    rows += more;
  });
  const endActivity = showActivity((seconds) => activity(rowsText(rows))(seconds));
  try {
    for await (const piece of writer(shown, { ...target.screen, header })) {
      target.write(piece);
      await target.drained();
    }
    target.done();
  } catch (error) {
    target.discard();
    throw error instanceof NotRepresentable
      ? new RunFailed(`--format ${format}: ${printable(error.message)}`)
      : error;
  } finally {
    endActivity();
    release();
    await target.settled();
  }
}

const rowsText = (rows: number): string => (rows === 0 ? 'querying' : `${counted(rows, 'row')} so far`);
