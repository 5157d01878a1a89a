import type { Answer } from '../../engines/answer.ts';
import { csv } from '../../formats/csv.ts';
import type { Format } from '../../formats/format.ts';
import { json } from '../../formats/json.ts';
import { ndjson } from '../../formats/ndjson.ts';
import { table } from '../../formats/table.ts';
import { EXIT } from '../errors.ts';
import { outputFile, standardOutput } from './target.ts';

export const FORMAT_NAMES = ['table', 'csv', 'json', 'ndjson', 'parquet'] as const;

export type FormatName = (typeof FORMAT_NAMES)[number];

/** Formats of text, which any engine's answer can be written in. */
export type TextFormatName = Exclude<FormatName, 'parquet'>;

const FORMATS: Readonly<Record<TextFormatName, Format>> = { table, csv, json, ndjson };

/** Writes an answer into a file, or to standard output; a file is there when it is complete. */
export async function writeAnswer(
  answer: Answer,
  format: TextFormatName,
  output: string | undefined,
): Promise<void> {
  const target = output === undefined ? standardOutput() : outputFile(output);
  const release = onInterrupt(target.discard);
  try {
    await FORMATS[format](answer, target.write, target.screen);
    target.done();
  } catch (error) {
    target.discard();
    throw error;
  } finally {
    release();
  }
}

/** Ctrl-C leaves no half file behind. */
export function onInterrupt(discard: () => void): () => void {
  const stop = (): void => {
    discard();
    process.exit(EXIT.interrupted);
  };
  process.once('SIGINT', stop);
  return () => process.off('SIGINT', stop);
}
