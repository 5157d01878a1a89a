// --format and --output.

import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import { UsageError } from '../errors.ts';
import { userPath } from '../options/paths.ts';
import { FORMAT_NAMES, type FormatName } from './write.ts';

/** The options of verbs that write an answer. */
export interface OutputOptions {
  readonly format?: FormatName;
  readonly output?: string;
}

/** Adds the options of verbs that write an answer. */
export const withOutputOptions = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--format <format>',
        "the output format (default: from the output file's suffix, otherwise table)",
      ).choices(FORMAT_NAMES),
    )
    .option('-o, --output <file>', 'write the answer to a file (required for Parquet)');

/** How an answer is written. */
export interface OutputChoice {
  readonly format: FormatName;
  /** The absolute path of the file; undefined for standard output. */
  readonly output: string | undefined;
}

/** How the options say that an answer is written. Throws {@link UsageError}. */
export function outputOf(options: OutputOptions): OutputChoice {
  const output = options.output === undefined ? undefined : userPath(options.output);
  const format = options.format ?? formatOf(output);
  if (format === 'parquet' && output === undefined)
    throw new UsageError('--format parquet needs --output FILE');
  return { format, output };
}

const SUFFIXES: Readonly<Record<string, FormatName>> = {
  '': 'table',
  '.txt': 'table',
  '.jsonl': 'ndjson',
  ...Object.fromEntries(FORMAT_NAMES.map((format) => [`.${format}`, format])),
};

/** The format that an output file's suffix stands for; a table without a suffix. Throws {@link UsageError}. */
function formatOf(output: string | undefined): FormatName {
  const suffix = extname(output ?? '').toLowerCase();
  if (Object.hasOwn(SUFFIXES, suffix)) return SUFFIXES[suffix] ?? 'table';
  throw new UsageError(
    `--output ${output}: no format has the suffix ${suffix}; choose one with --format: ${FORMAT_NAMES.join(', ')}`,
  );
}
