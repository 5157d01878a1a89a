import { Command, Option } from 'commander';
import { EXIT, type ExitCode, type OnExit, UsageError } from '../errors.ts';
import { hduTest } from '../files/hdu-pattern.ts';
import { keepInputNames } from '../files/named-files.ts';
import { keywordPatterns, keywordTest } from '../header/selection.ts';
import { repeated } from '../options/repeated.ts';
import { type S3Options, s3Settings, withS3Options } from '../options/s3.ts';
import { withTrouble } from '../terminal/trouble.ts';
import { pairsOf } from './pairs.ts';
import type { DiffPrinter } from './printer.ts';
import { type DiffCounts, type DiffOptions, diffPairs } from './run.ts';

/** The exit codes of diff(1), which scripts expect of a program with this name. */
const DIFF_EXIT = { same: EXIT.done, different: EXIT.failed, trouble: EXIT.usage } as const;

/** Each format is loaded only when it is needed. */
const PRINTERS: Readonly<Record<string, () => Promise<() => DiffPrinter>>> = {
  text: async () => (await import('./text.ts')).textPrinter,
  brief: async () => (await import('./text.ts')).briefPrinter,
  json: async () => (await import('./json.ts')).jsonPrinter,
};

interface Options extends S3Options {
  readonly ignore?: string[];
  readonly ignoreHdus?: string[];
  readonly ignoreComments?: boolean;
  readonly rtol: number;
  readonly atol: number;
  readonly exact?: boolean;
  readonly brief?: boolean;
  readonly format: string;
}

/** `diff A B`: how the headers of two files, folders or prefixes differ. */
export function diffCommand(onExit: OnExit): Command {
  const command = new Command('diff');
  keepInputNames(command);
  command
    .description(
      'Compare the headers of two FITS files, or of all files in two folders. The data is not read.',
    )
    .argument(
      '<a>',
      'a FITS file, an HDU of it (file.fits[SCI,1]), a folder, s3://BUCKET/KEY, s3://BUCKET/PREFIX/, or - for standard input',
    )
    .argument('<b>', 'what to compare it with')
    .option(
      '--ignore <pattern>',
      'leave out these keywords, separated by commas, such as DATE*,INS.*; the patterns are those of header -k; may be repeated',
      repeated,
    )
    .option(
      '--ignore-hdus <hdu>',
      'leave out this HDU: a number, EXTNAME, or EXTNAME,EXTVER; may be repeated',
      repeated,
    )
    .option('--ignore-comments', 'compare only values, not the comments after them')
    .addOption(
      tolerance('-r, --rtol <number>', 'the relative tolerance for numbers that are not both integers'),
    )
    .addOption(tolerance('-a, --atol <number>', 'the absolute tolerance for such numbers'))
    .option('--exact', 'also compare CHECKSUM, DATE and the comment of DATASUM')
    .option('-q, --brief', 'say only which files differ')
    .addOption(
      new Option('--format <format>', 'the output format').choices(['text', 'json']).default('text'),
    );
  return withS3Options(command)
    .addHelpText('after', EXAMPLES)
    .action(async (a: string, b: string, options: Options) =>
      onExit(await withTrouble(() => diff(a, b, options))),
    );
}

function tolerance(flags: string, description: string): Option {
  const option = new Option(flags, description).default(0);
  return option.argParser((text) => {
    const number = Number(text);
    if (text.trim() === '' || !(number >= 0))
      throw new UsageError(`${option.long} ${text}: not a number of 0 or more`);
    return number;
  });
}

async function diff(a: string, b: string, options: Options): Promise<ExitCode> {
  const counts: DiffCounts = { pairs: 0, same: 0, different: 0, onlyA: 0, onlyB: 0, trouble: 0 };
  const pairs = pairsOf(a, b, s3Settings(options));
  const printer = await PRINTERS[options.brief && options.format === 'text' ? 'brief' : options.format]!();
  await diffPairs(pairs, diffOptions(options), printer(), counts);
  if (counts.trouble > 0) return DIFF_EXIT.trouble;
  return counts.different + counts.onlyA + counts.onlyB > 0 ? DIFF_EXIT.different : DIFF_EXIT.same;
}

/** What changes whenever a file is written: a checksum of the whole HDU, and the date of writing. */
const ALWAYS_DIFFERENT = new Set(['CHECKSUM', 'DATE']);

function diffOptions({
  ignore = [],
  ignoreHdus = [],
  ignoreComments = false,
  rtol,
  atol,
  exact = false,
}: Options): DiffOptions {
  const keywords = keywordPatterns(ignore).map(keywordTest);
  const hdus = ignoreHdus.map(hduTest);
  return {
    ignores: (keyword) =>
      (!exact && ALWAYS_DIFFERENT.has(keyword)) || keywords.some((matches) => matches(keyword)),
    // the comment of DATASUM contains the time at which it was computed
    ignoresComment: (keyword) => ignoreComments || (!exact && keyword === 'DATASUM'),
    tolerance: { relative: rtol, absolute: atol },
    ignoresHdu: (hdu) => hdus.some((matches) => matches(hdu)),
  };
}

const EXAMPLES = `
Headers are compared HDU by HDU and keyword by keyword. Extensions correspond if they have the same EXTNAME, EXTVER and
type, so one more extension does not make the later ones differ. The order of keywords does not matter. 1.0, 1.00 and
1.E0 are the same value. HISTORY, COMMENT and other repeated keywords are compared as lists. CHECKSUM and DATE differ
whenever a file is written again, so they are left out unless there is --exact. DATASUM is compared: if it differs,
the data does. Folders and prefixes are compared file by file, by their paths, if they have a suffix of FITS.

Examples:
  fits-datalake diff raw.fits reduced.fits
  fits-datalake diff --ignore 'HISTORY,COMMENT,ESO PRO *' --ignore-comments raw.fits reduced.fits
  fits-datalake diff --rtol 1e-7 --format json old.fits new.fits
  fits-datalake diff -q night1/ night2/
  fits-datalake diff ~/archive/n1/ s3://my-bucket/n1/

Exit codes, as those of diff: 0 the headers are the same, 1 they differ, 2 wrong usage, or a file could not be read.`;
