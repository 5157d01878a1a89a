import { Command } from 'commander';
import { RootRefused } from '../../lake/roots.ts';
import { EXIT, type ExitCode, type OnExit, UsageError } from '../errors.ts';
import { LAKE_OPTION, lakeFolder } from '../options/lake.ts';
import { ingestSettings, type LakeFlags, withLakeFlags } from '../options/lake-flags.ts';
import { repeated } from '../options/repeated.ts';
import { type S3Options, s3Settings, withS3Options } from '../options/s3.ts';
import { writeOut } from '../terminal/output.ts';
import { suffixesOf } from './file-selection.ts';
import type { IngestReport } from './report.ts';
import { reportText } from './report-text.ts';
import { type IngestOptions, runIngest } from './run.ts';

/** What the arguments of `ingest` and `start` may be. */
export const PATHS = 'folders, single files, or s3://BUCKET/PREFIX';

/** The options of `ingest` and `start` that select files, and that a new lake remembers. */
export interface ReadingOptions extends LakeFlags {
  readonly suffix?: readonly string[];
  readonly sniff?: boolean;
  readonly force?: boolean;
}

/** More threads than this only wait for each other. */
const MOST_THREADS = 64;

interface Options extends S3Options, ReadingOptions {
  readonly lake?: string;
  readonly allowRemovals?: boolean;
  readonly threads?: number;
  readonly json?: boolean;
}

/** `ingest PATH...`: makes the lake agree with folders, files and buckets. */
export function ingestCommand(onExit: OnExit): Command {
  const command = new Command('ingest')
    .description(
      'Read the headers of FITS files in folders and S3 buckets into the lake. Unchanged files are not opened.',
    )
    .argument('<path...>', PATHS)
    .option(...LAKE_OPTION)
    .option('--allow-removals', 'continue even if more than half of the files in the lake are gone')
    .option(
      '--threads <count>',
      'read the files of folders in this many threads (default: 1, and more from 4 cores on)',
      threadCount,
    )
    .option('--json', 'print the report as JSON');
  return withS3Options(withReadingOptions(command))
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], options: Options) => onExit(await ingest(paths, options)));
}

async function ingest(paths: string[], options: Options): Promise<ExitCode> {
  const lake = lakeFolder(options.lake);
  const allowRemovals = options.allowRemovals === true;
  const s3 = s3Settings(options);
  const selected = await reading(lake, options);
  const { threads } = options;
  const report = await ingestOrRefuse(paths, { lake, allowRemovals, s3, threads, ...selected });
  writeOut(
    options.json ? `${JSON.stringify(report, undefined, 2)}\n` : reportText(report, lake, selected.suffixes),
  );
  return exitCode(report);
}

/** Adds the options of {@link ReadingOptions}. */
export const withReadingOptions = (command: Command): Command =>
  withLakeFlags(
    command
      .option(
        '--suffix <suffix>',
        'also read files with this suffix, such as .arf; may be repeated',
        repeated,
      )
      .option('--sniff', 'also open every other file, and read those that are FITS')
      .option('--force', 'read every file again, even if it is unchanged'),
  );

/** What the options and the lake's settings select. Throws {@link UsageError}, {@link RunFailed}. */
export async function reading(
  lake: string,
  { suffix = [], sniff = false, force = false, ...flags }: ReadingOptions,
): Promise<Omit<IngestOptions, 'lake' | 'allowRemovals' | 's3'>> {
  const more = suffixesOf(suffix);
  const ingest = await ingestSettings(lake, flags);
  return { ingest, suffixes: [...ingest.settings.suffixes, ...more], sniff, force };
}

/** Runs an ingest. Throws {@link UsageError} for paths that cannot be ingested, {@link RunFailed} if it fails. */
export async function ingestOrRefuse(paths: string[], options: IngestOptions): Promise<IngestReport> {
  if (paths.includes('')) throw new UsageError('a path is empty');
  try {
    return await runIngest(paths, options);
  } catch (error) {
    throw error instanceof RootRefused ? new UsageError(error.message) : error;
  }
}

/** The value of `--threads`. */
function threadCount(text: string): number {
  const count = /^\s*\d+\s*$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > MOST_THREADS)
    throw new UsageError(`--threads ${text}: expected a whole number from 1 to ${MOST_THREADS}`);
  return count;
}

function exitCode(report: IngestReport): ExitCode {
  if (report.interrupted) return EXIT.interrupted;
  if (report.failed > 0) return EXIT.failed;
  return report.faulty > 0 ? EXIT.faulty : EXIT.done;
}

const EXAMPLES = `
A folder that you ingest becomes a root, unless it is inside one: source_bucket is file:///that/folder, and
source_key is the path of a file below it.

In folders and buckets, files are selected by suffix (.fits .fit .fts .fz, each also with .gz .Z .bz2 .zst); the
report counts the others. --suffix adds suffixes; --sniff opens every other file and checks it, which costs one
request per file in S3. Files that you name are always opened. Later runs keep all files in the lake up to date
without these options. Hidden files with other suffixes (.DS_Store) are neither counted nor opened.

A new lake remembers --suffixes, --keywords, --collection-depth, --rules and --authority as its settings; later runs
need not repeat them, and config changes them. --suffix is for one run only.

Each folder is visited once: under its own path if that is below the root, otherwise under the first link to it.

Unchanged files are not opened, except those that took too long to read (limit-time): each run reads them again.
After an upgrade, or a change of rules or authority, the values of unchanged files are derived again from the lake.
--force reads all files again.

In S3 a bucket is a root: source_bucket is its name, and source_key is the whole key. s3://BUCKET/KEY names the object
with this key if there is one, otherwise all objects whose keys begin with it: s3://b/2024 includes 2024a/x.fits,
s3://b/2024/ does not. Keys are not percent-decoded. Credentials and the region are found as the AWS CLI finds them
(AWS_PROFILE, AWS_REGION, aws configure). If a bucket is in another region, that region is used.

Examples:
  fits-datalake ingest ~/archive
  fits-datalake ingest ~/archive/2026-11-24          part of the same root
  fits-datalake ingest --lake /data/lake night1 night2 odd-file.dat
  fits-datalake ingest --suffix .arf,.rmf --suffix .pha ~/xray
  fits-datalake ingest --keywords GAIN:double --rules mycam.yaml ~/archive
  fits-datalake ingest --sniff ~/archive             opens files with any suffix
  fits-datalake ingest s3://my-bucket/2026/
  fits-datalake ingest --no-sign-request s3://stpubdata/hst/public/ib6v
  fits-datalake ingest --endpoint-url http://localhost:9000 s3://my-bucket`;
