// start: what npm start shows to a new user.

import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { namedQueries } from '../../sql/queries.ts';
import { EXIT, type ExitCode, type OnExit } from '../errors.ts';
import {
  ingestOrRefuse,
  PATHS,
  type ReadingOptions,
  reading,
  withReadingOptions,
} from '../ingest/command.ts';
import { reportText } from '../ingest/report-text.ts';
import { lakeFolder } from '../options/lake.ts';
import { queryLimits } from '../options/limits.ts';
import { userFolder } from '../options/paths.ts';
import { type S3Options, s3Settings, withS3Options } from '../options/s3.ts';
import { runQuery } from '../query/run.ts';
import { writeOut } from '../terminal/output.ts';
import { shellQuoted } from '../terminal/shell.ts';

const SAMPLES = fileURLToPath(new URL('../../../fits_data', import.meta.url));
/** The lake of the samples, in the user's folder: a package that is installed for all users is read-only. */
const SAMPLES_LAKE = 'fits-lake-samples';

/** Queries that make sense for any archive. */
const QUERIES: readonly { readonly title: string; readonly sql: string }[] = [
  {
    title: 'Observations: when (UTC), of what, and for how long (seconds)',
    sql: `SELECT obs_start, instrument_name, image_type, target_name, filter, t_exptime
  FROM obscore ORDER BY obs_start DESC, source_key LIMIT 10`,
  },
  {
    title: 'The most frequent keywords',
    sql: "SELECT card_name, count(*) AS cards FROM headers WHERE card_type <> 'commentary' GROUP BY card_name ORDER BY cards DESC, card_name LIMIT 8",
  },
  {
    title: 'Faulty files and the reasons',
    sql: 'SELECT source_key, hdu, code, reason FROM faults ORDER BY source_key LIMIT 10',
  },
];

/** `start [PATH...]`: an ingest and three queries. `npm start` runs it. */
export function startCommand(onExit: OnExit): Command {
  const command = new Command('start')
    .description('Ingest folders, files and S3 buckets (by default the samples), and run three queries.')
    .argument('[path...]', PATHS)
    .option(
      '--lake <dir>',
      "the lake's folder (default: FITS_LAKE, otherwise ./fits-lake; the samples have their own)",
    );
  return withS3Options(withReadingOptions(command))
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], options: Options) => onExit(await start(paths, options)));
}

interface Options extends S3Options, ReadingOptions {
  readonly lake?: string;
}

async function start(paths: string[], options: Options): Promise<ExitCode> {
  const limits = queryLimits();
  const samples = paths.length === 0;
  const lake = lakeFolder(options.lake ?? (samples ? SAMPLES_LAKE : undefined));
  const selected = await reading(lake, options);
  const report = await ingestOrRefuse(samples ? [SAMPLES] : paths, {
    lake,
    allowRemovals: samples,
    s3: s3Settings(options),
    ...selected,
  });
  writeOut(reportText(report, lake, selected.suffixes));
  if (report.interrupted) return EXIT.interrupted;
  for (const { title, sql } of QUERIES) {
    writeOut(`\n${title}\n  ${sql}\n\n`);
    await runQuery({
      ...{
        sql,
        lake,
        keywords: selected.ingest.settings.keywords,
        lakeKeywords: selected.ingest.settings.keywords,
        tables: [],
        format: 'table',
        output: undefined,
        paged: false,
      },
      limits,
    });
  }
  writeOut(
    `\nRun your own query:\n  ${queryCommand(lake)} "SELECT target_name, t_exptime FROM obscore WHERE t_exptime > 100"\n`,
  );
  writeOut(`Search around a position or a target:\n  ${program()} cone --help\n`);
  writeOut(
    `List the views and columns, or open a prompt:\n  ${queryCommand(lake)} --list\n  ${queryCommand(lake)}\n`,
  );
  const names = namedQueries().map(({ name }) => name);
  writeOut(`Named queries (--named NAME): ${names.join(', ')}\n`);
  // faulty files do not fail the run, since the samples have some; files that could not be read do
  return report.failed > 0 ? EXIT.failed : EXIT.done;
}

/** The command that queries this lake from the user's folder. */
function queryCommand(lake: string): string {
  const below = relative(userFolder(), lake);
  const named =
    lake === lakeFolder(undefined) ? '' : ` --lake ${shellQuoted(below.startsWith('..') ? lake : below)}`;
  return `${program()} query${named}`;
}

/** How the user's shell finds the program: npm runs it without putting it on the PATH. */
const program = (): string => `${process.env['npm_command'] === undefined ? '' : 'npx '}fits-datalake`;

const EXAMPLES = `
Examples:
  npm start
  npm start -- ~/archive
  npm start -- --lake /data/lake night1 night2
  npm start -- s3://my-bucket/2026/`;
