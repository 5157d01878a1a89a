import { Command, Option } from 'commander';
import { EXIT, type ExitCode, type OnExit } from '../errors.ts';
import { exitCodeFor } from '../files/each-file.ts';
import { namedFiles } from '../files/named-files.ts';
import { repeated } from '../options/repeated.ts';
import { type S3Options, s3Settings, withS3Options } from '../options/s3.ts';
import { printMessage } from '../terminal/output.ts';
import type { HeaderPrinter } from './read.ts';
import { cardSelection } from './selection.ts';

/** Each format is loaded only when it is needed. */
const PRINTERS: Readonly<Record<string, () => Promise<HeaderPrinter>>> = {
  cards: async () => (await import('./cards.ts')).printCards,
  table: async () => (await import('./table.ts')).printTable,
  csv: async () => (await import('./csv.ts')).printCsv,
  json: async () => (await import('./json.ts')).printJson,
};

interface Options extends S3Options {
  readonly ext?: string[];
  readonly keyword?: string[];
  readonly format: string;
}

/** `header FILE...`: prints the headers of files, without a lake. */
export function headerCommand(onExit: OnExit): Command {
  const command = new Command('header')
    .description('Print the headers of FITS files. No lake is needed.')
    .argument('<file...>', 'FITS files, plain or compressed, or s3://BUCKET/KEY')
    .option(
      '-e, --ext <hdu>',
      'only this HDU: a number, EXTNAME, or EXTNAME,EXTVER; may be repeated',
      repeated,
    )
    .option(
      '-k, --keyword <pattern>',
      'only these keywords, separated by commas; case does not matter, * matches any text, INS.LENS is short for ESO INS LENS; may be repeated',
      repeated,
    )
    .addOption(
      new Option('--format <format>', 'the output format').choices(Object.keys(PRINTERS)).default('cards'),
    );
  return withS3Options(command)
    .addHelpText('after', EXAMPLES)
    .action(async (names: string[], options: Options) => onExit(await printHeaders(names, options)));
}

async function printHeaders(
  names: readonly string[],
  { ext = [], keyword = [], format, ...options }: Options,
): Promise<ExitCode> {
  const files = await namedFiles(names, s3Settings(options));
  // no keyword contains a comma: `-k OBJECT,EXPTIME` names two
  const keywords = keyword.flatMap((list) => list.split(',')).filter((pattern) => pattern.trim() !== '');
  const selection = cardSelection(files, ext, keywords);
  const print = await PRINTERS[format]!();
  const counts = await print(files, selection);
  // if no file could be read, nothing is known about their HDUs and keywords
  if (counts.unreadable === files.length) return EXIT.failed;
  const missing = selection.missingHdus();
  for (const message of [...missing, ...selection.missingKeywords()]) printMessage(message);
  return missing.length > 0 ? EXIT.failed : exitCodeFor(counts);
}

const EXAMPLES = `
Formats:
  cards  the cards as they are in the file
  table  one row per file (with -e: per HDU) and one column per keyword; each value comes from the primary
         header or, failing that, from the first extension that has it
  csv    the rows that the lake would contain, apart from the derived ones
  json   an array of files, each with its HDUs and their cards

Examples:
  fits-datalake header image.fits
  fits-datalake header -e SCI,1 -k 'CRVAL*' image.fits
  fits-datalake header --format table -k OBJECT -k EXPTIME -k INS.LENS *.fits
  fits-datalake header --format csv *.fits > cards.csv
  fits-datalake header --no-sign-request s3://stpubdata/hst/public/ib6v/ib6v01020/ib6v01020_asc.fits`;
