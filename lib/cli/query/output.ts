// --format and --output.

import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import { UsageError } from '../errors.ts';
import { userPath } from '../options/paths.ts';
import { streams } from '../terminal/output.ts';
import { FORMAT_NAMES, type FormatName, type OutputChoice } from './write.ts';

/** The options of verbs that write an answer. */
export interface OutputOptions {
  readonly format?: FormatName;
  readonly output?: string;
  /** False after --no-header. */
  readonly header?: boolean;
}

/** What each format is for, and the suffixes of files that stand for it besides its name. */
const FORMATS: Readonly<
  Record<FormatName, { readonly about: string; readonly suffixes?: readonly string[] }>
> = {
  table: { about: 'for people', suffixes: ['', '.txt'] },
  csv: { about: 'for spreadsheets and pandas' },
  tsv: { about: 'the same with tabs' },
  lines: { about: 'one column without its name, for programs that read lines' },
  nul: { about: 'the same with NUL characters instead of line breaks, for xargs -0' },
  json: { about: 'an array of objects' },
  ndjson: { about: 'one object per line', suffixes: ['.jsonl'] },
  parquet: { about: 'for large results; only into a file' },
  votable: { about: 'for TOPCAT, Aladin, pyvo and astropy, with units and UCDs', suffixes: ['.vot', '.xml'] },
  fits: { about: 'a binary table, with units and UCDs', suffixes: ['.fit'] },
};

const suffixesOf = (format: FormatName): string[] => [`.${format}`, ...(FORMATS[format].suffixes ?? [])];

/** The formats, one per line. */
export const formatList = (): string =>
  `Formats (--format), and the suffixes of --output:\n${FORMAT_NAMES.map((name) => {
    const suffixes = suffixesOf(name).filter((suffix) => suffix !== '');
    return `  ${name.padEnd(7)}  ${FORMATS[name].about} (${suffixes.join(', ')})`;
  }).join('\n')}`;

/** Adds the options of verbs that write an answer. */
export const withOutputOptions = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--format <format>',
        "the output format (default: from the output file's suffix, otherwise table)",
      ).choices(FORMAT_NAMES),
    )
    .option('-o, --output <file>', 'write the answer to a file (required for Parquet)')
    .option('--no-header', 'csv, tsv and table: rows only, without the names of the columns');

/** How the options say that an answer is written. Throws {@link UsageError}. */
export function outputOf(options: OutputOptions): OutputChoice {
  const output = options.output === undefined ? undefined : userPath(options.output);
  const format = options.format ?? formatOf(output);
  if (format === 'parquet' && output === undefined)
    throw new UsageError('--format parquet needs --output FILE');
  if (format === 'fits' && output === undefined && streams().stdout.isTTY)
    throw new UsageError('--format fits is not text: use --output FILE, or a pipe');
  if (format === 'nul' && output === undefined && streams().stdout.isTTY)
    throw new UsageError('--format nul is for programs: use a pipe, such as | xargs -0');
  const { header = true } = options;
  if (!header && !WITH_HEADER.includes(format))
    throw new UsageError(`--no-header: ${format} has no header line; ${WITH_HEADER.join(', ')} have one`);
  return { format, output, header };
}

const WITH_HEADER: readonly FormatName[] = ['csv', 'tsv', 'table'];

const SUFFIXES: Readonly<Record<string, FormatName>> = Object.fromEntries(
  FORMAT_NAMES.flatMap((format) => suffixesOf(format).map((suffix) => [suffix, format])),
);

/** The format that an output file's suffix stands for; a table without a suffix. Throws {@link UsageError}. */
function formatOf(output: string | undefined): FormatName {
  const suffix = extname(output ?? '').toLowerCase();
  if (Object.hasOwn(SUFFIXES, suffix)) return SUFFIXES[suffix] ?? 'table';
  throw new UsageError(
    `--output ${output}: no format has the suffix ${suffix}; choose one with --format: ${FORMAT_NAMES.join(', ')}`,
  );
}
