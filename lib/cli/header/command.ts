import { Command, Option } from 'commander';
import { EVERYDAY } from '../../sql/everyday.ts';
import { EXIT, type ExitCode, type OnExit, UsageError } from '../errors.ts';
import { exitCodeFor } from '../files/each-file.ts';
import { EXT_OPTION } from '../files/hdu-pattern.ts';
import { FILES, FILES_HELP } from '../files/help.ts';
import { keepInputNames, namedFiles } from '../files/named-files.ts';
import { repeated } from '../options/repeated.ts';
import { type S3Options, s3Settings, withS3Options } from '../options/s3.ts';
import { printMessage } from '../terminal/output.ts';
import type { HeaderPrinter } from './read.ts';
import { cardSelection, keywordPatterns } from './selection.ts';
import { sortKeys } from './sort.ts';
import { conditions } from './where.ts';

/** The formats of cards. Each is loaded only when it is needed. */
const CARD_PRINTERS: Readonly<Record<string, () => Promise<HeaderPrinter>>> = {
  cards: async () => (await import('./cards.ts')).printCards,
  csv: async () => (await import('./csv.ts')).printCsv,
  json: async () => (await import('./json.ts')).printJson,
};
const FORMATS = ['cards', 'table', 'csv', 'tsv', 'values', 'json', 'votable'];
/** Formats that only the table has. */
const TABLES = ['table', 'tsv', 'values', 'votable'];

interface Options extends S3Options {
  readonly ext?: string[];
  readonly keyword?: string[];
  readonly table?: boolean;
  readonly sort?: string[];
  readonly where?: string[];
  readonly format?: string;
}

/** `header FILE...`: prints the headers of files, without a lake. */
export function headerCommand(onExit: OnExit): Command {
  const command = new Command('header');
  keepInputNames(command);
  command
    .description('Print the headers of FITS files. No lake is needed.')
    .argument(FILES.name, FILES.about)
    .option(...EXT_OPTION)
    .option(
      '-k, --keyword <pattern>',
      'only these keywords, separated by commas; case does not matter, * matches any text and ? one character, INS.LENS is short for ESO INS LENS; may be repeated',
      repeated,
    )
    .option('-t, --table', 'one row per file (with HDUs: per HDU) and one column per keyword')
    .option(
      '-s, --sort <keyword>',
      'sort the table by this keyword, -KEYWORD in descending order; several separated by commas; may be repeated',
      repeated,
    )
    .option(
      '-w, --where <condition>',
      "only rows of the table that meet this condition, such as 'EXPTIME>100' or 'OBJECT=M3*'; may be repeated: rows must meet all conditions",
      repeated,
    )
    .addOption(
      new Option('--format <format>', 'the output format (default: cards, with --table: table)').choices(
        FORMATS,
      ),
    );
  return withS3Options(command)
    .addHelpText('after', `${HELP}${FILES_HELP}\n${EXAMPLES}`)
    .action(async (names: string[], options: Options) => onExit(await printHeaders(names, options)));
}

async function printHeaders(
  names: readonly string[],
  { ext = [], keyword = [], table = false, sort = [], where = [], format, ...options }: Options,
): Promise<ExitCode> {
  const files = await namedFiles(names, s3Settings(options));
  const selection = cardSelection(files, ext, keywordPatterns(keyword));
  const print = await printerFor({ table, sort, where, format });
  const counts = await print(files, selection);
  // if no file could be read, nothing is known about their HDUs and keywords
  if (counts.unreadable === files.length) return EXIT.failed;
  const missing = selection.missingHdus();
  for (const message of [...missing, ...selection.missingKeywords()]) printMessage(message);
  return missing.length > 0 ? EXIT.failed : exitCodeFor(counts);
}

/** What is sorted or filtered can only be a table. */
async function printerFor({
  table = false,
  sort = [],
  where = [],
  format,
}: Pick<Options, 'table' | 'sort' | 'where'> & {
  readonly format: string | undefined;
}): Promise<HeaderPrinter> {
  const keys = sortKeys(sort);
  const wanted = conditions(where);
  const isTable = table || keys.length > 0 || wanted.length > 0;
  if (!isTable && !TABLES.includes(format ?? 'cards')) return CARD_PRINTERS[format ?? 'cards']!();
  if (format === 'cards')
    throw new UsageError('--format cards: cards are not a table; leave out --table, --sort and --where');
  return (await import('./table.ts')).tablePrinter(format ?? 'table', keys, wanted);
}

const HELP = `
Formats:
  cards  the cards as they are in the file
  csv    the rows that the lake would contain, apart from the derived ones
  json   an array of files, each with its HDUs and their cards

The table (--table, --sort, --where, --format table, tsv, values or votable):
  table  for people: one row per file (if HDUs are named: per HDU) and one column per keyword
  csv    the same with commas: --table --format csv
  tsv    the same with tabs
  values only the values, with tabs between them, for scripts
  json   the same as an array of objects: --table --format json
  votable for TOPCAT and astropy
  Each value comes from the primary header or, failing that, from the first extension that has it. Without -k, the
  columns are ${EVERYDAY.map(({ keyword }) => keyword).join(', ')}, as far as files have
  them. --sort puts numbers in numerical order and files without a value last. --where compares numbers as numbers, and
  text ignoring case; = and != accept the wildcards * and ?. Rows without the keyword are left out.
`;

const EXAMPLES = `
Examples:
  fits-datalake header image.fits
  fits-datalake header -e SCI,1 -k 'CRVAL*,CD?_?' image.fits
  fits-datalake header -t *.fits
  fits-datalake header -t -k OBJECT,EXPTIME,INS.LENS --sort -EXPTIME *.fits
  fits-datalake header -t -w 'EXPTIME>100' -w 'DATE-OBS>=2024-09-12' *.fits
  exptime=$(fits-datalake header -k EXPTIME --format values image.fits)
  fits-datalake header -t -e SCI -k GAIN --format csv *.fits > gains.csv
  fits-datalake header --format csv *.fits > cards.csv
  fits-datalake header -k OBJECT,EXPTIME --format votable *.fits > night.vot
  fits-datalake header -k OBJECT @night.txt 'mosaic.fits[SCI,2]'
  curl -s https://example.org/image.fits.gz | fits-datalake header -
  fits-datalake header --no-sign-request s3://stpubdata/hst/public/ib6v/ib6v01020/ib6v01020_asc.fits

Exit codes: 1 if a file cannot be read, or if no file has an HDU that is named; 3 if files are faulty.`;
