import { Command } from 'commander';
import { RootRefused } from '../../lake/roots.ts';
import { EXIT, type ExitCode, type OnExit, UsageError } from '../errors.ts';
import { lakeFolder } from '../options/lake-folder.ts';
import { type S3Options, s3Settings, withS3Options } from '../options/s3.ts';
import { collect, LAKE_OPTION } from '../options/shared.ts';
import { writeOut } from '../terminal/output.ts';
import { type Choice, suffixesOf } from './options.ts';
import type { IngestReport } from './report.ts';
import { reportText } from './report-text.ts';
import { type IngestOptions, runIngest } from './run.ts';

/** The options of `ingest` and `start` that select files. */
export interface ChoiceOptions {
  readonly suffix?: readonly string[];
  readonly sniff?: boolean;
  readonly force?: boolean;
}

interface Options extends S3Options, ChoiceOptions {
  readonly lake?: string;
  readonly allowRemovals?: boolean;
  readonly json?: boolean;
}

/** `ingest PATH...`: makes the lake agree with files, folders and buckets. */
export function ingestCommand(onExit: OnExit): Command {
  const command = new Command('ingest')
    .description(
      'Read the headers of FITS files, in folders and S3 buckets, into the lake; what is unchanged is not opened.',
    )
    .argument('<path...>', 'folders, searched for FITS files; files; s3://BUCKET/PREFIX')
    .option(...LAKE_OPTION)
    .option('--allow-removals', 'go on even if more than half of the files that the lake knows are gone')
    .option('--json', 'print the report as JSON');
  return withS3Options(withChoiceOptions(command))
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], options: Options) => onExit(await ingest(paths, options)));
}

async function ingest(paths: string[], options: Options): Promise<ExitCode> {
  const lake = lakeFolder(options.lake);
  const allowRemovals = options.allowRemovals === true;
  const report = await ingestOrRefuse(paths, {
    ...{ lake, allowRemovals, s3: s3Settings(options) },
    ...choiceOf(options),
  });
  writeOut(options.json ? `${JSON.stringify(report, undefined, 2)}\n` : reportText(report, lake));
  return exitCode(report);
}

export const withChoiceOptions = (command: Command): Command =>
  command
    .option('--suffix <suffix>', 'also read files with this suffix, such as .arf; may be repeated', collect)
    .option('--sniff', 'also open every other file, and read those that are FITS')
    .option('--force', 'read every file again, even if it is unchanged');

/** Throws {@link UsageError}. */
export const choiceOf = ({ suffix = [], sniff = false, force = false }: ChoiceOptions): Choice => ({
  ...{ suffixes: suffixesOf(suffix), sniff, force },
});

export async function ingestOrRefuse(paths: string[], options: IngestOptions): Promise<IngestReport> {
  if (paths.includes('')) throw new UsageError('a path is empty');
  try {
    return await runIngest(paths, options);
  } catch (error) {
    throw error instanceof RootRefused ? new UsageError(error.message) : error;
  }
}

function exitCode(report: IngestReport): ExitCode {
  if (report.interrupted) return EXIT.interrupted;
  if (report.failed > 0) return EXIT.failed;
  return report.faulty > 0 ? EXIT.faulty : EXIT.done;
}

const EXAMPLES = `
A folder is named by its root: the first folder you ingest becomes source_bucket file:///that/folder, and
source_key is a file's path below it. In folders and buckets, files are selected by suffix (.fits .fit .fts .fz,
each also with .gz .Z .bz2 .zst); the report counts the others. --suffix adds suffixes; --sniff opens every other
file and checks it, which costs one request per file in S3. Files that you name are always opened. Later runs keep
all files in the lake up to date without these options. Hidden files with other suffixes (.DS_Store) are neither counted nor sniffed.

Each folder is visited once: under its own path if that is below the root, otherwise under the first link to it.

Unchanged files are not opened, except those whose time ran out when they were read (limit-time): each run reads
them again. --force reads all files again.

In S3 a bucket is a root: source_bucket is its name, source_key the whole key. s3://BUCKET/KEY is the object that
has this key, if there is one; else everything whose key begins so: s3://b/2024 is 2024a/x.fits too, s3://b/2024/
is not. Keys are taken as they are, without %-codes. Credentials and region are found as the aws command line
finds them (AWS_PROFILE, AWS_REGION, aws configure); a bucket in another region is followed there.

Examples:
  fits-datalake ingest ~/archive
  fits-datalake ingest ~/archive/2026-11-24          a part of that root
  fits-datalake ingest --lake /data/lake night1 night2 odd-file.dat
  fits-datalake ingest --suffix .arf,.rmf --suffix .pha ~/xray
  fits-datalake ingest --sniff ~/archive             opens files with any suffix
  fits-datalake ingest s3://my-bucket/2026/
  fits-datalake ingest --no-sign-request s3://stpubdata/hst/public/ib6v
  fits-datalake ingest --endpoint-url http://localhost:9000 s3://my-bucket`;
