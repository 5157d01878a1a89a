// status: of a local lake here, of a stack in stack.ts.

import { Command } from 'commander';
import { DEFAULT_STACK } from '../../deployment/stack-name.ts';
import { type Answer, rowsOf, type Value } from '../../engines/answer.ts';
import { sizeOf } from '../../engines/cache/kept-caches.ts';
import { type Lake, openLake } from '../../engines/duckdb/open-lake.ts';
import { jsonObject } from '../../formats/json-value.ts';
import { EXIT, type ExitCode, type OnExit } from '../errors.ts';
import { type AwsOptions, awsSettings } from '../options/aws.ts';
import { LAKE_OPTION, lakeFolder } from '../options/lake.ts';
import { queryLimits } from '../options/limits.ts';
import { refuseWithoutStack, refuseWithStack, withStackOptions } from '../options/stack.ts';
import { remedyFor } from '../terminal/damaged.ts';
import { lakeFailure } from '../terminal/lake-failure.ts';
import { openingLake } from '../terminal/opening-lake.ts';
import { printable, printMessage, writeOut } from '../terminal/output.ts';
import { activity, withProgress } from '../terminal/progress.ts';
import { bytes, count, counted } from '../terminal/words.ts';
import { OBSERVATION_COUNTS, type Observations, observationLines, observationsOf } from './observations.ts';
import { outdatedLines } from './outdated-text.ts';
import { type SettingsStatus, settingsLine, settingsStatus } from './settings.ts';

const ROOTS = `SELECT source_bucket, count(*) AS files, sum(hdu_count) AS hdus, sum(card_count) AS cards,
  sum(size) AS bytes, count(CASE WHEN faults > 0 THEN 1 END) AS faulty, max(extracted_at) AS last_read
FROM files GROUP BY source_bucket ORDER BY source_bucket`;
const FAULTS = 'SELECT source_url, hdu, byte, code, reason FROM faults ORDER BY source_url, byte, code';
const REMOVED = 'SELECT count(*) AS removed FROM removed';

interface Options extends AwsOptions {
  readonly lake?: string;
  readonly stack?: string;
  readonly json?: boolean;
}

/** At most this many faults are listed; the rest are counted. */
const MOST_LISTED = 50;

/** `status`: what a local lake contains, or the state of a deployed stack. */
export function statusCommand(onExit: OnExit): Command {
  const command = new Command('status')
    .description(
      'Print what the lake contains, its faulty files with the reasons, and where its cache is; or the state of a deployed stack.',
    )
    .option(...LAKE_OPTION)
    .option('--json', 'print the status as JSON');
  return withStackOptions(command, 'print the state of this deployed stack')
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) =>
      onExit(await (options.stack === undefined ? lakeStatus(options) : stackStatus(options.stack, options))),
    );
}

async function lakeStatus(options: Options): Promise<ExitCode> {
  refuseWithoutStack(options);
  const folder = lakeFolder(options.lake);
  let lake: Lake | undefined;
  try {
    lake = await openingLake((onProgress) =>
      openLake(folder, { onNotice: printMessage, limits: queryLimits(), onProgress }),
    );
    const opened = lake;
    const text = await withProgress(activity('querying'), async () =>
      (options.json ? statusJson : statusText)(opened, folder, await settingsStatus(folder)),
    );
    writeOut(text);
    return lake.damaged.length > 0 ? EXIT.faulty : EXIT.done;
  } catch (error) {
    throw lakeFailure(error);
  } finally {
    lake?.close();
  }
}

async function stackStatus(stack: string, options: Options): Promise<ExitCode> {
  refuseWithStack(options, { lake: 'status is about either a stack or a local lake' });
  const settings = awsSettings(options);
  const { statusOfStack } = await import('./stack.ts');
  const clients = await import('../aws/clients.ts');
  const [cloudFormation, cloudWatch, glue, s3, sfn, sqs, athena] = await Promise.all([
    clients.cloudFormationClient(settings),
    clients.cloudWatchClient(settings),
    clients.glueClient(settings),
    clients.s3Client(settings),
    clients.sfnClient(settings),
    clients.sqsClient(settings),
    clients.athenaClient(settings),
  ]);
  return statusOfStack(stack, options.json === true, {
    ...{ cloudFormation, cloudWatch, glue },
    ...{ s3, sfn, sqs, athena },
  });
}

async function statusText(lake: Lake, folder: string, status: SettingsStatus): Promise<string> {
  const roots = await recordsOf(await lake.ask(ROOTS));
  const faults = await recordsOf(await lake.ask(FAULTS));
  const [removed] = await recordsOf(await lake.ask(REMOVED));
  const lines = [`lake ${printable(folder)}: ${counted(lake.objects, 'object')}`];
  for (const root of roots) {
    lines.push(
      `${printable(String(root['source_bucket']))}: ${numberOf(root['files'], 'file')} (${count(Number(root['faulty']))} faulty), ` +
        `${numberOf(root['hdus'], 'HDU')}, ${numberOf(root['cards'], 'card')}, ${bytes(Number(root['bytes']))}; ` +
        `last read ${String(root['last_read']).slice(0, 19)} UTC`,
    );
  }
  lines.push(...observationLines(await observationsIn(lake, status)).map(printable));
  lines.push(`files removed after they were read: ${count(Number(removed?.['removed']))}`);
  lines.push(...outdatedLines(status.outdated), ...settingsLine(status));
  lines.push(cacheText(lake));
  for (const object of lake.damaged)
    lines.push(`left out, damaged: ${printable(`${object.path}: ${object.damage}`)}; ${remedyFor(object)}`);
  for (const fault of faults.slice(0, MOST_LISTED)) {
    lines.push(`  faulty: ${printable(`${fault['source_url']}: ${fault['code']}: ${fault['reason']}`)}`);
  }
  if (faults.length > MOST_LISTED) {
    lines.push(`  and ${count(faults.length - MOST_LISTED)} more faults: fits-datalake query --named faulty`);
  }
  return `${lines.join('\n')}\n`;
}

function cacheText({ cache: { folder, isTemporary } }: Lake): string {
  const where = isTemporary ? 'temporary, removed after this run' : printable(folder);
  return `cache: ${where} (${bytes(sizeOf(folder))})`;
}

async function statusJson(lake: Lake, folder: string, status: SettingsStatus): Promise<string> {
  const arrayOf = async (sql: string): Promise<string> => {
    const { columns, pieces } = await lake.ask(sql);
    const objects: string[] = [];
    for await (const piece of pieces) objects.push(...piece.map((row) => jsonObject(columns, row)));
    return `[${objects.join(',')}]`;
  };
  const [removed] = await recordsOf(await lake.ask(REMOVED));
  const { folder: cached, isTemporary: temporary } = lake.cache;
  const { settings, outdated } = status;
  const cache = { folder: cached, bytes: sizeOf(cached), temporary };
  return (
    `{"lake":${JSON.stringify(folder)},"cache":${JSON.stringify(cache)},"objects":${lake.objects},` +
    `"removed":${Number(removed?.['removed'])},"outdated":${JSON.stringify(outdated)},"roots":${await arrayOf(ROOTS)},"faults":${await arrayOf(FAULTS)},` +
    `"observations":${JSON.stringify(await observationsIn(lake, status))},` +
    `"damaged":${JSON.stringify(lake.damaged)},"settings":${JSON.stringify(settings)}}\n`
  );
}

/** The rows of an answer, each as an object. */
const recordsOf = async (answer: Answer): Promise<Record<string, Value>[]> =>
  (await rowsOf(answer)).map((row) =>
    Object.fromEntries(answer.columns.map(({ name }, i) => [name, row[i] ?? null])),
  );

/** What is known about the observations of a lake. */
const observationsIn = async (lake: Lake, { outdated }: SettingsStatus): Promise<Observations> =>
  observationsOf(
    (await rowsOf(await lake.ask(OBSERVATION_COUNTS))).map(([code, files]) => [String(code), Number(files)]),
    outdated.earlier,
  );

const numberOf = (value: Value | undefined, noun: string): string => counted(Number(value ?? 0), noun);

const EXAMPLES = `
Examples:
  fits-datalake status
  fits-datalake status --lake /data/lake --json
  fits-datalake status --stack ${DEFAULT_STACK}

Exit codes for a stack: 1 if a part of it could not be checked, 3 if something is wrong.`;
