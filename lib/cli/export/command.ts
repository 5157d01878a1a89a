import { Command, Option } from 'commander';
import { VIEWS, type ViewName } from '../../sql/view-columns.ts';
import { EXIT, type ExitCode, type OnExit, UsageError } from '../errors.ts';
import { LAKE_OPTION, lakeFolder } from '../options/lake.ts';
import { userPath } from '../options/paths.ts';
import { KEYWORDS_OPTION, keywordsFor } from '../query/lake-options.ts';
import type { ExportTarget } from './target.ts';

/** What a lake can be exported as. */
const TARGETS = {
  parquet: async (path: string, views: readonly ViewName[]): Promise<ExportTarget> =>
    (await import('./folder.ts')).folderTarget(path, views),
  duckdb: async (path: string, views: readonly ViewName[]): Promise<ExportTarget> =>
    (await import('./database.ts')).databaseTarget(path, views),
} as const;

interface Options {
  readonly format?: keyof typeof TARGETS;
  readonly lake?: string;
  readonly keywords?: string;
  readonly views?: string;
  readonly json?: boolean;
}

/** `export`: copies the views of a local lake for other programs. */
export function exportCommand(onExit: OnExit): Command {
  return new Command('export')
    .description('Copy the views of a local lake into Parquet files or a DuckDB file, for other programs.')
    .argument('<path>', 'the folder of the Parquet files, or the DuckDB file')
    .addOption(
      new Option(
        '--format <format>',
        'one Parquet file per view, or one DuckDB file with a table per view (default: duckdb if the path ends with .duckdb or .db, otherwise parquet)',
      ).choices(Object.keys(TARGETS)),
    )
    .option('--views <list>', 'only these views, such as files,headers (default: all)')
    .option(...KEYWORDS_OPTION)
    .option('--json', 'print the report as JSON')
    .option(...LAKE_OPTION)
    .addHelpText('after', EXAMPLES)
    .action(async (path: string, options: Options) => onExit(await exportLake(path, options)));
}

async function exportLake(given: string, options: Options): Promise<ExitCode> {
  const { format = formatOf(given), lake, json = false } = options;
  if (given === '') throw new UsageError('a path is empty');
  const views = options.views === undefined ? VIEWS : viewsIn(options.views);
  const path = userPath(given);
  const { runExport } = await import('./run.ts');
  const target = await TARGETS[format](path, views);
  const keywords = keywordsFor(options);
  const leftOut = await runExport({ lake: lakeFolder(lake), path, format, target, views, json, ...keywords });
  return leftOut > 0 ? EXIT.faulty : EXIT.done;
}

/** The format that a path stands for. A suffix of Parquet stands for one file, which an export is not. Throws {@link UsageError}. */
function formatOf(path: string): keyof typeof TARGETS {
  if (/\.parquet$/i.test(path))
    throw new UsageError(
      `${path}: an export has one Parquet file per view; name a folder or a DuckDB file, or use query --output`,
    );
  return /\.(?:duckdb|db)$/i.test(path) ? 'duckdb' : 'parquet';
}

/** The views of a list, each once and in the usual order. Throws {@link UsageError}. */
function viewsIn(list: string): ViewName[] {
  const names = list.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !VIEWS.some((view) => view === name));
  if (unknown !== undefined)
    throw new UsageError(
      `--views ${list}: there is no view ${unknown || "''"}; choose from ${VIEWS.join(', ')}`,
    );
  return VIEWS.filter((view) => names.includes(view));
}

const EXAMPLES = `
Run it again to bring an export up to date. Nothing is written if neither the lake nor the options have changed since.
Otherwise everything is written again under temporary names and then renamed, so that no reader sees half a file. If two
exports run at once, the last one wins. Files that were not written by an export are never replaced. For a single answer,
or for a stack: fits-datalake query --output FILE.parquet.

Examples:
  fits-datalake export tables
  fits-datalake export lake.duckdb
  fits-datalake export --views files,obscore --keywords GAIN:double tables
  python3 -c "import pandas; print(pandas.read_parquet('tables/obscore.parquet'))"
  duckdb -readonly lake.duckdb "SELECT object, count(*) FROM files GROUP BY object"`;
