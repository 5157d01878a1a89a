import { Command, Option } from 'commander';
import { EXIT, type ExitCode, type OnExit } from '../errors.ts';
import { type S3Options, s3Settings, withS3Options } from '../options/s3.ts';
import { collect } from '../options/shared.ts';
import { note } from '../terminal/output.ts';
import { printCards } from './cards.ts';
import { printCsv } from './csv.ts';
import { filesNamed } from './files.ts';
import { printJson } from './json.ts';
import type { HeaderFormat } from './read.ts';
import { selection } from './selection.ts';
import { printTable } from './table.ts';

const FORMATS: Readonly<Record<string, HeaderFormat>> = {
  cards: printCards,
  table: printTable,
  csv: printCsv,
  json: printJson,
};

interface Options extends S3Options {
  readonly ext?: string[];
  readonly keyword?: string[];
  readonly format: string;
}

/** `header FILE...`: the headers of files, without a lake. */
export function headerCommand(onExit: OnExit): Command {
  const command = new Command('header')
    .description('Print the headers of FITS files; no lake is needed.')
    .argument('<file...>', 'FITS files, plain or packed; s3://BUCKET/KEY')
    .option(
      '-e, --ext <hdu>',
      'only this HDU: a number, EXTNAME, or EXTNAME,EXTVER; may be repeated',
      collect,
    )
    .option(
      '-k, --keyword <pattern>',
      'only these keywords, separated by commas: any case, * for any text, INS.LENS for ESO INS LENS; may be repeated',
      collect,
    )
    .addOption(
      new Option('--format <format>', 'how to print').choices(Object.keys(FORMATS)).default('cards'),
    );
  return withS3Options(command)
    .addHelpText('after', EXAMPLES)
    .action(async (names: string[], options: Options) => onExit(await printHeaders(names, options)));
}

async function printHeaders(
  names: readonly string[],
  { ext = [], keyword = [], format, ...options }: Options,
): Promise<ExitCode> {
  const files = await filesNamed(names, s3Settings(options));
  // no keyword contains a comma: `-k OBJECT,EXPTIME` names two
  const keywords = keyword.flatMap((list) => list.split(',')).filter((pattern) => pattern.trim() !== '');
  const selected = selection(ext, keywords);
  const { unreadable, faulty } = await FORMATS[format]!(files, selected);
  // if no file could be read, nothing is known about its keywords
  if (unreadable < files.names.length) for (const missed of selected.missed()) note(missed);
  return unreadable > 0 ? EXIT.failed : faulty > 0 ? EXIT.faulty : EXIT.done;
}

const EXAMPLES = `
Formats:
  cards  the cards as they stand
  table  a row a file (a row an HDU with -e) and a column a keyword; values from the primary header, then
         from the first extension that has one
  csv    the rows that the lake would hold
  json   an array of files, each with its HDUs and their cards

Examples:
  fits-datalake header image.fits
  fits-datalake header -e SCI,1 -k 'CRVAL*' image.fits
  fits-datalake header --format table -k OBJECT -k EXPTIME -k INS.LENS *.fits
  fits-datalake header --format csv *.fits > cards.csv
  fits-datalake header --no-sign-request s3://stpubdata/hst/public/ib6v/ib6v01020/ib6v01020_asc.fits`;
