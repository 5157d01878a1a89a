import { Command, Option } from 'commander';
import { EXIT, type ExitCode, type OnExit } from '../errors.ts';
import { exitCodeFor } from '../files/each-file.ts';
import { EXT_OPTION } from '../files/hdu-pattern.ts';
import { FILES, FILES_HELP } from '../files/help.ts';
import { keepInputNames, namedFiles } from '../files/named-files.ts';
import { type S3Options, s3Settings, withS3Options } from '../options/s3.ts';
import { printMessage } from '../terminal/output.ts';
import { PRINTERS } from './print.ts';
import { forEachFileFacts } from './read.ts';

interface Options extends S3Options {
  readonly ext?: string[];
  readonly columns?: boolean;
  readonly format: string;
}

/** `info FILE...`: lists the HDUs of files, without a lake. */
export function infoCommand(onExit: OnExit): Command {
  const command = new Command('info');
  keepInputNames(command);
  command
    .description('List the HDUs of FITS files, or the columns of their tables. Only headers are read.')
    .argument(FILES.name, FILES.about)
    .option(...EXT_OPTION)
    .option('--columns', 'list the columns of tables')
    .addOption(
      new Option('--format <format>', 'the output format').choices(Object.keys(PRINTERS)).default('table'),
    );
  return withS3Options(command)
    .addHelpText('after', `${FILES_HELP}\n${HELP}`)
    .action(async (names: string[], options: Options) => onExit(await printInfo(names, options)));
}

async function printInfo(
  names: readonly string[],
  { ext = [], columns = false, format, ...options }: Options,
): Promise<ExitCode> {
  const files = await namedFiles(names, s3Settings(options));
  const print = PRINTERS[format]!(columns);
  const counts = await forEachFileFacts(files, ext, print.file);
  await print.end();
  // if no file could be read, nothing is known about their HDUs
  if (counts.unreadable === files.length) return EXIT.failed;
  for (const message of counts.missing) printMessage(message);
  return counts.missing.length > 0 ? EXIT.failed : exitCodeFor(counts);
}

const HELP = `
Facts:
  shape          the lengths of the axes, NAXIS1 first; of a compressed image, those that it decompresses to
  pixels         the type of the pixels and BITPIX: uint16 (16) is a 16-bit image whose BZERO is 32768
  compression    how a compressed image is compressed (ZCMPTYPE); the table for people shows it as "image, RICE_1"
  header_offset, data_offset, data_size  bytes, in a decompressed file; the size includes the padding

Formats:
  table  for people: a heading and a table for each file, with the shape of tables as "20 rows x 3" (columns)
  csv    one row per HDU (with --columns: per column), also with EXTVER, BITPIX, the rows and columns of tables, and all offsets
  tsv    the same with tabs
  json   an array of files, each with its container, HDUs and faults

Examples:
  fits-datalake info image.fits
  fits-datalake info --columns 'events.fits[EVENTS]'
  fits-datalake info --format csv *.fits > hdus.csv
  fits-datalake info --no-sign-request s3://stpubdata/hst/public/ib6v/ib6v01020/ib6v01020_asc.fits

Exit codes: 1 if a file cannot be read, or if no file has an HDU that is named; 3 if files are faulty.`;
