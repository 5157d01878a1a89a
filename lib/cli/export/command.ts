import { Command, Option } from 'commander';
import { EXIT, type ExitCode, type OnExit, UsageError } from '../errors.ts';
import { LAKE_OPTION, lakeFolder } from '../options/lake.ts';
import { userPath } from '../options/paths.ts';
import type { ExportTarget } from './target.ts';

/** What a lake can be exported as. */
const TARGETS = {
  parquet: async (path: string): Promise<ExportTarget> => (await import('./folder.ts')).folderTarget(path),
  duckdb: async (path: string): Promise<ExportTarget> => (await import('./database.ts')).databaseTarget(path),
} as const;

interface Options {
  readonly format: keyof typeof TARGETS;
  readonly lake?: string;
}

/** `export`: copies all views of a local lake for other programs. */
export function exportCommand(onExit: OnExit): Command {
  return new Command('export')
    .description('Copy all views of a local lake into Parquet files or a DuckDB file, for other programs.')
    .argument('<path>', 'the folder of the Parquet files, or the DuckDB file')
    .addOption(
      new Option('--format <format>', 'one Parquet file per view, or one DuckDB file with a table per view')
        .choices(Object.keys(TARGETS))
        .makeOptionMandatory(),
    )
    .option(...LAKE_OPTION)
    .addHelpText('after', EXAMPLES)
    .action(async (path: string, options: Options) => onExit(await exportLake(path, options)));
}

async function exportLake(given: string, { format, lake }: Options): Promise<ExitCode> {
  if (given === '') throw new UsageError('a path is empty');
  const path = userPath(given);
  const { runExport } = await import('./run.ts');
  const target = await TARGETS[format](path);
  const leftOut = await runExport({ lake: lakeFolder(lake), path, target });
  return leftOut > 0 ? EXIT.faulty : EXIT.done;
}

const EXAMPLES = `
Run it again to bring an export up to date. Nothing is written if the lake has not changed since. Otherwise everything
is written anew under temporary names and then renamed, so that no reader sees half a file. Files that no export wrote
are not replaced. For one answer, or the lake of a stack: fits-datalake query --output FILE.parquet.

Examples:
  fits-datalake export --format parquet tables
  fits-datalake export --format duckdb lake.duckdb
  python3 -c "import pandas; print(pandas.read_parquet('tables/obscore.parquet'))"
  duckdb -readonly lake.duckdb "SELECT object, count(*) FROM files GROUP BY object"`;
