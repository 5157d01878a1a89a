import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { namedQueries } from '../../sql/queries.ts';
import { EXIT, type ExitCode, type OnExit } from '../errors.ts';
import { type ChoiceOptions, choiceOf, ingestOrRefuse, withChoiceOptions } from '../ingest/command.ts';
import { reportText } from '../ingest/report-text.ts';
import { lakeFolder } from '../options/lake-folder.ts';
import { userFolder } from '../options/paths.ts';
import { type S3Options, s3Settings, withS3Options } from '../options/s3.ts';
import { queryLimits } from '../query/limits.ts';
import { runQuery } from '../query/run.ts';
import { writeOut } from '../terminal/output.ts';

const PROJECT = fileURLToPath(new URL('../../../', import.meta.url));
const SAMPLES = `${PROJECT}fits_data`;
/** The samples have a lake of their own, which no other run touches. */
const SAMPLES_LAKE = `${PROJECT}fits-lake-samples`;

/** Questions that any archive can be asked first. */
const QUESTIONS: readonly { readonly question: string; readonly sql: string }[] = [
  {
    question: 'What was observed, with which filter and exposure time?',
    sql: 'SELECT instrume, date_obs, object, filter, exptime FROM files ORDER BY instrume, date_obs LIMIT 10',
  },
  {
    question: 'Which keywords are there most often?',
    sql: "SELECT card_name, count(*) AS cards FROM headers WHERE card_type <> 'commentary' GROUP BY card_name ORDER BY cards DESC, card_name LIMIT 8",
  },
  {
    question: 'What is faulty, and why?',
    sql: 'SELECT source_key, hdu, code, reason FROM faults ORDER BY source_key LIMIT 10',
  },
];

/** `start [PATH...]`: the main job in one go, what `npm start` does. */
export function startCommand(onExit: OnExit): Command {
  const command = new Command('start')
    .description(
      'Ingest files, folders and S3 buckets (the samples where none are named) and ask three questions.',
    )
    .argument('[path...]', 'folders; files; s3://BUCKET/PREFIX')
    .option(
      '--lake <dir>',
      "the lake's folder (default: FITS_LAKE, else ./fits-lake; for the samples one of their own)",
    );
  return withS3Options(withChoiceOptions(command))
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], options: Options) => onExit(await start(paths, options)));
}

interface Options extends S3Options, ChoiceOptions {
  readonly lake?: string;
}

async function start(paths: string[], options: Options): Promise<ExitCode> {
  const limits = queryLimits();
  const samples = paths.length === 0;
  const lake = samples && options.lake === undefined ? SAMPLES_LAKE : lakeFolder(options.lake);
  const report = await ingestOrRefuse(samples ? [SAMPLES] : paths, {
    lake,
    allowRemovals: samples,
    s3: s3Settings(options),
    ...choiceOf(options),
  });
  writeOut(reportText(report, lake));
  if (report.interrupted) return EXIT.interrupted;
  for (const { question, sql } of QUESTIONS) {
    writeOut(`\n${question}\n  ${sql}\n\n`);
    await runQuery({
      ...{ sql, lake, keywords: [], tables: [], format: 'table', output: undefined },
      limits,
    });
  }
  writeOut(
    `\nAsk your own:\n  ${askCommand(lake)} "SELECT object, exptime FROM files WHERE exptime > 100"\n`,
  );
  writeOut(`What can be asked:\n  ${askCommand(lake)}\n`);
  const names = namedQueries().map(({ name }) => name);
  writeOut(`Questions with a name (--named NAME): ${names.join(', ')}\n`);
  // faulty files are no reason to fail here (the samples have some); those that could not be read are
  return report.failed > 0 ? EXIT.failed : EXIT.done;
}

/** How to ask this lake from where the user is. */
function askCommand(lake: string): string {
  const below = relative(userFolder(), lake);
  const named =
    lake === lakeFolder(undefined) ? '' : ` --lake ${quoted(below.startsWith('..') ? lake : below)}`;
  return `npx fits-datalake query${named}`;
}

const quoted = (path: string): string =>
  /^[\w./~-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;

const EXAMPLES = `
Examples:
  npm start
  npm start -- ~/archive
  npm start -- --lake /data/lake night1 night2
  npm start -- s3://my-bucket/2026/`;
