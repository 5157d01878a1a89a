import { Command, Option } from 'commander';
import { type ExitCode, type OnExit, UsageError } from '../errors.ts';
import { exitCodeFor } from '../files/each-file.ts';
import { STANDARD_INPUT } from '../files/forward-file.ts';
import { FILES, FILES_HELP } from '../files/help.ts';
import { keepInputNames } from '../files/named-files.ts';
import { type S3Options, s3Settings, withS3Options } from '../options/s3.ts';
import { printMessage } from '../terminal/output.ts';
import { count, counted } from '../terminal/words.ts';
import { filesOf } from '../trees/files.ts';
import { FORMATS, printFindings, type VerifyFormat } from './print.ts';
import { type VerifyCounts, verifyFiles } from './run.ts';

interface Options extends S3Options {
  readonly checksums?: boolean;
  readonly warnings: boolean;
  readonly format: VerifyFormat;
}

/** `verify FILE...`: what is wrong with files, by the FITS standard. */
export function verifyCommand(onExit: OnExit): Command {
  const command = new Command('verify');
  keepInputNames(command);
  command
    .description('Check FITS files against the standard: what is wrong with each of them, and where.')
    .argument(FILES.name, FILES.about)
    .option(
      '--checksums',
      'also read the data, and check CHECKSUM, DATASUM and the fill bytes after the data',
    )
    .option('--no-warnings', 'report errors only')
    .addOption(new Option('--format <format>', 'the output format').choices(FORMATS).default('text'));
  return withS3Options(command)
    .addHelpText('after', EXAMPLES)
    .action(async (names: string[], options: Options) => onExit(await verify(names, options)));
}

async function verify(
  names: readonly string[],
  { checksums = false, warnings, format, ...options }: Options,
): Promise<ExitCode> {
  const counts: VerifyCounts = { files: 0, faulty: 0, errors: 0, warnings: 0, unreadable: 0, withoutSums: 0 };
  if (checksums && names.includes(STANDARD_INPUT))
    throw new UsageError('--checksums reads files twice, which is not possible with standard input');
  const files = await filesOf(names, s3Settings(options));
  await printFindings(verifyFiles(files, { checksums, warnings }, counts), format);
  printMessage(summary(counts, warnings));
  return exitCodeFor(counts);
}

/** `12 files: 10 fine, 2 with findings (3 errors, 1 warning)` */
function summary(
  { files, faulty, errors, warnings, unreadable, withoutSums }: VerifyCounts,
  withWarnings: boolean,
): string {
  const found = [counted(errors, 'error'), ...(withWarnings ? [counted(warnings, 'warning')] : [])].join(
    ', ',
  );
  const fine = files - faulty - unreadable;
  const parts = [
    ...(fine > 0 || files === 0 ? [`${count(fine)} fine`] : []),
    ...(faulty > 0 ? [`${count(faulty)} with findings (${found})`] : []),
    ...(unreadable > 0 ? [`${count(unreadable)} could not be read`] : []),
  ];
  // otherwise "fine" would say more about the data than was checked
  const unchecked = withoutSums > 0 ? `; ${count(withoutSums)} without CHECKSUM and DATASUM` : '';
  return `${counted(files, 'file')}: ${parts.join(', ')}${unchecked}`;
}

const EXAMPLES = `${FILES_HELP}
  FOLDER, s3://BUCKET/PREFIX/
                   all files below it with a suffix of FITS

Formats:
  text  one line per finding, FILE:HDU:BYTE: CODE: SENTENCE; bytes are counted from 0, in the uncompressed file
  csv   the same as CSV, with the severity and the section of the FITS standard 4.0
  json  the same as a JSON array

An error breaks a rule of the FITS standard 4.0; a warning is what the standard advises against. All codes are in
docs/reference/findings.md.

Examples:
  fits-datalake verify image.fits
  fits-datalake verify --no-warnings ~/archive
  fits-datalake verify --checksums *.fits.fz
  fits-datalake verify --format csv ~/archive > findings.csv
  fits-datalake verify --no-sign-request s3://stpubdata/hst/public/ib6v/

Exit codes: 0 nothing found, 1 some files could not be read, 3 errors or warnings were found.`;
