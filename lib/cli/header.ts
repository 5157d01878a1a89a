import { Command, Option } from 'commander';
import { EXIT, UsageError } from './errors.ts';
import { printCards } from './header/cards.ts';
import { printCsv } from './header/csv.ts';
import { printJson } from './header/json.ts';
import type { HeaderFormat } from './header/read.ts';
import { selection } from './header/selection.ts';
import { printTable } from './header/table.ts';

const FORMATS: Readonly<Record<string, HeaderFormat>> = {
  cards: printCards,
  table: printTable,
  csv: printCsv,
  json: printJson,
};

interface Options {
  readonly ext: string[];
  readonly keyword: string[];
  readonly format: string;
}

const collect = (value: string, values: string[]): string[] => [...values, value];

/** `header FILE...`: the headers of files, without a lake. */
export function headerCommand(): Command {
  return new Command('header')
    .description('Print the headers of FITS files; no lake is needed.')
    .argument('<file...>', 'FITS files, plain or packed')
    .option(
      '-e, --ext <hdu>',
      'only this HDU: a number, EXTNAME, or EXTNAME,EXTVER; may be repeated',
      collect,
      [],
    )
    .option(
      '-k, --keyword <pattern>',
      'only these keywords: any case, * for any text, INS.LENS for ESO INS LENS; may be repeated',
      collect,
      [],
    )
    .addOption(new Option('--format <format>', 'how to print').choices(Object.keys(FORMATS)).default('cards'))
    .addHelpText('after', EXAMPLES)
    .action(async (files: string[], options: Options) => {
      if (files.some((file) => file === '')) throw new UsageError('a file name is empty');
      const asked = {
        ...selection(options.ext, options.keyword),
        byHdu: options.ext.length > 0,
        everything: options.ext.length + options.keyword.length === 0,
      };
      const outcome = await FORMATS[options.format]!(files, asked);
      process.exitCode = outcome.unreadable > 0 ? EXIT.failed : outcome.faulty > 0 ? EXIT.faulty : EXIT.done;
    });
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
  fits-datalake header --format csv *.fits > cards.csv`;
