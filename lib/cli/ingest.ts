import { Command } from 'commander';
import { RootRefused } from '../lake/roots.ts';
import { EXIT, UsageError } from './errors.ts';
import { type Report, reportText } from './ingest/report.ts';
import { runIngest } from './ingest/run.ts';
import { lakeFolder } from './lake-folder.ts';
import { LAKE_OPTION } from './options.ts';
import { writeOut } from './output.ts';

interface Options {
  readonly lake?: string;
  readonly allowRemovals?: boolean;
  readonly json?: boolean;
}

/** `ingest PATH...`: makes the lake agree with files and folders. */
export function ingestCommand(): Command {
  return new Command('ingest')
    .description('Read the headers of FITS files and folders into the lake; what is unchanged is not opened.')
    .argument('<path...>', 'folders, searched for FITS files, and files')
    .option(...LAKE_OPTION)
    .option('--allow-removals', 'go on even if more than half of the files that the lake knows are gone')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], options: Options) => {
      const lake = lakeFolder(options.lake);
      const report = await ingestOrRefuse(paths, lake, options.allowRemovals === true);
      writeOut(options.json ? `${JSON.stringify(report, undefined, 2)}\n` : reportText(report, lake));
      process.exitCode = exitCode(report);
    });
}

export async function ingestOrRefuse(paths: string[], lake: string, allowRemovals: boolean): Promise<Report> {
  if (paths.includes('')) throw new UsageError('a path is empty');
  const remote = paths.find((path) => /^s3:\/\//i.test(path));
  if (remote !== undefined)
    throw new UsageError(`${remote}: only folders and files of this machine can be ingested yet`);
  try {
    return await runIngest(paths, { lake, allowRemovals });
  } catch (error) {
    throw error instanceof RootRefused ? new UsageError(error.message) : error;
  }
}

function exitCode(report: Report): number {
  if (report.interrupted) return EXIT.interrupted;
  if (report.failed > 0) return EXIT.failed;
  return report.faulty > 0 ? EXIT.faulty : EXIT.done;
}

const EXAMPLES = `
A folder is named by its root: the first folder you ingest becomes source_bucket file:///that/folder, and
source_key is a file's path below it. Files in folders are taken by their suffix (.fits .fit .fts .fz, each
also with .gz .Z .bz2 .zst); files that you name are always opened.

Examples:
  fits-datalake ingest ~/archive
  fits-datalake ingest ~/archive/2026-11-24          a part of that root
  fits-datalake ingest --lake /data/lake night1 night2 odd-file.dat`;
