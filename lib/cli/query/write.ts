// Writes an answer in one of the text formats.

import type { Answer } from '../../engines/answer.ts';
import { csv } from '../../formats/csv.ts';
import type { Format } from '../../formats/format.ts';
import { json } from '../../formats/json.ts';
import { ndjson } from '../../formats/ndjson.ts';
import { table } from '../../formats/table.ts';
import { atEnd } from '../../stores/at-end.ts';
import { outputFile, standardOutput } from './target.ts';

/** The values of `--format`. */
export const FORMAT_NAMES = ['table', 'csv', 'json', 'ndjson', 'parquet'] as const;

/** One of the values of `--format`. */
export type FormatName = (typeof FORMAT_NAMES)[number];

/** The text formats. Parquet is written by DuckDB. */
export type TextFormatName = Exclude<FormatName, 'parquet'>;

const FORMATS: Readonly<Record<TextFormatName, Format>> = { table, csv, json, ndjson };

/** Writes an answer to a file, which appears only when it is complete, or to standard output. */
export async function writeAnswer(
  answer: Answer,
  format: TextFormatName,
  output: string | undefined,
): Promise<void> {
  const target = output === undefined ? standardOutput() : outputFile(output);
  const release = atEnd(target.discard);
  try {
    for await (const text of FORMATS[format](answer, target.screen)) {
      target.write(text);
      await target.drained();
    }
    target.done();
  } catch (error) {
    target.discard();
    throw error;
  } finally {
    release();
  }
}
