// loads the AWS SDK: only where a stack is asked

import { s3Store } from '../../stores/s3.ts';
import { StoreFailure } from '../../stores/store.ts';
import type { cloudFormationClient, s3Client, sfnClient } from '../aws/clients.ts';
import { type DeployedStack, deployedStack } from '../aws/deployed.ts';
import { s3Problem } from '../aws/s3-problem.ts';
import { stackFailure } from '../aws/stack-problem.ts';
import { EXIT, type ExitCode, RunFailed } from '../errors.ts';
import { Interrupted, interruptible } from '../terminal/interrupt.ts';
import { note, printable, writeOut } from '../terminal/output.ts';
import { progressLine, waiting } from '../terminal/progress.ts';
import { count, utc } from '../terminal/words.ts';
import { countObjects, dryRunFacts, dryRunText } from './dry-run.ts';
import { type Ended, lastRun, type Run, runEnd, runningRun, startRun } from './machine.ts';
import { readReport } from './read-report.ts';
import { reportFacts, reportText } from './report.ts';
import { crawlFailure, resultsOf } from './results.ts';
import { inputOf, type Scope, scopeOf, scopeText } from './scope.ts';

export interface BackfillQuestion {
  readonly stack: string;
  readonly prefix: string | undefined;
  readonly force: boolean;
  readonly dryRun: boolean;
  readonly wait: boolean;
  /** Only the report of the last run, or of the one that is under way. */
  readonly last: boolean;
  readonly json: boolean;
}

export interface BackfillClients {
  readonly cloudFormation: Awaited<ReturnType<typeof cloudFormationClient>>;
  readonly sfn: Awaited<ReturnType<typeof sfnClient>>;
  readonly s3: Awaited<ReturnType<typeof s3Client>>;
}

const NEEDS = [
  ...(['SourceBucket', 'TargetBucket', 'Backfill', 'BackfillConcurrency'] as const),
  ...(['Suffixes', 'CollectionDepth', 'CrawlerQueue'] as const),
] as const;

const STAGES = {
  source: 'objects of the bucket (step 1 of 2)',
  lake: 'objects of the lake (step 2 of 2)',
} as const;

/** Makes the lake of a stack agree with all that is in its bucket; returns the exit code. Throws {@link RunFailed}. */
export async function runBackfill(question: BackfillQuestion, clients: BackfillClients): Promise<ExitCode> {
  const shown = waiting();
  try {
    const stack = await deployedStack(clients.cloudFormation, question.stack, { needs: NEEDS });
    const scope = scopeOf(stack, question.prefix, question.force);
    if (question.dryRun) return await dryRun(question, stack, scope, clients, shown);
    const { run, joined } = question.last
      ? { run: await lastOf(stack, clients), joined: true }
      : await begun(stack, scope, clients);
    if (!question.wait) {
      writeOut(begunText(run, joined, question));
      return EXIT.done;
    }
    if (joined && !question.last) note(`taken up: the run that began at ${utc(run.started)}`);
    shown.show('the run has begun');
    const ended = await interruptible((signal) =>
      runEnd(clients.sfn, run, {
        signal,
        onStage: ({ what, done, total, seconds }) =>
          shown.show(progressLine(STAGES[what], done, total, seconds)),
      }),
    ).catch((error: unknown) => {
      shown.clear();
      const isOver = error instanceof Interrupted;
      note(`the run goes on; the same command takes it up again. To stop it: ${stopCommand(run, stack)}`);
      if (!isOver) throw error;
      return undefined;
    });
    shown.clear();
    return ended === undefined ? EXIT.interrupted : await tell(ended, question, stack, clients);
  } catch (error) {
    shown.clear();
    throw error instanceof StoreFailure
      ? new RunFailed(printable(`${error.where}: ${s3Problem(error).text}`))
      : stackFailure(error);
  }
}

async function dryRun(
  { json }: BackfillQuestion,
  { outputs }: DeployedStack,
  scope: Scope,
  { s3 }: BackfillClients,
  shown: ReturnType<typeof waiting>,
): Promise<ExitCode> {
  const where = `s3://${outputs.SourceBucket}/${scope.sourcePrefix}`;
  const suffixes = outputs.Suffixes.split(',');
  const counted = await interruptible((signal) =>
    countObjects(s3Store({ client: s3, bucket: outputs.SourceBucket, signal }), scope, suffixes, {
      signal,
      onCount: (listed) => listed % 1000 === 0 && shown.show(`${count(listed)} objects counted`),
    }),
  ).catch((error: unknown) => {
    if (!(error instanceof Interrupted)) throw error;
    return undefined;
  });
  shown.clear();
  if (counted === undefined) return EXIT.interrupted;
  const concurrency = Number(outputs.BackfillConcurrency);
  if (json)
    writeOut(
      `${JSON.stringify({ source: where, ...dryRunFacts(counted, concurrency, scope.force) }, undefined, 2)}\n`,
    );
  else writeOut(dryRunText(where, counted, { concurrency, suffixes, force: scope.force }));
  return EXIT.done;
}

/** The run that was asked for: the one under way, if it is just that, else a new one. */
async function begun(
  stack: DeployedStack,
  scope: Scope,
  { sfn }: BackfillClients,
): Promise<{ readonly run: Run; readonly joined: boolean }> {
  const machine = stack.outputs.Backfill;
  const running = await runningRun(sfn, machine);
  if (running === undefined) return { run: await startRun(sfn, machine, scope), joined: false };
  if (inputOf(running.scope) !== inputOf(scope)) {
    const what = scopeText(stack.outputs.SourceBucket, running.scope);
    throw new RunFailed(
      `another backfill is under way, since ${utc(running.started)}: of ${what}. Wait for it (--last), ` +
        `or stop it: ${stopCommand(running, stack)}`,
    );
  }
  return { run: running, joined: true };
}

async function lastOf({ name, outputs }: DeployedStack, { sfn }: BackfillClients): Promise<Run> {
  const run = await lastRun(sfn, outputs.Backfill);
  if (run === undefined) throw new RunFailed(`no backfill of the stack ${name} has run in the last 90 days`);
  return run;
}

function begunText({ arn, started }: Run, joined: boolean, { json, stack }: BackfillQuestion): string {
  if (json) return `${JSON.stringify({ status: 'RUNNING', run: arn, started, joined })}\n`;
  const what = joined ? `it is under way already, since ${utc(started)}` : 'the run has begun';
  return `${what}; fits-datalake backfill --stack ${stack} --last waits for it and tells what it did\n`;
}

async function tell(
  ended: Ended,
  { json }: BackfillQuestion,
  stack: DeployedStack,
  { s3, sfn }: BackfillClients,
): Promise<ExitCode> {
  const { name, outputs } = stack;
  if (ended.status !== 'SUCCEEDED') throw new RunFailed(printable(endText(ended, stack)));
  const places = resultsOf(ended.output);
  const lake = s3Store({ client: s3, bucket: outputs.TargetBucket });
  const { report, read } = await readReport(lake, places, sfn);
  const { sourcePrefix, lakePrefix } = ended.scope;
  const crawl = crawlFailure(ended.output);
  if (crawl !== undefined)
    note(`the crawler could not be started: ${crawl}; fits-datalake crawl --stack ${name} does it`);
  const about = {
    stack: name,
    bucket: outputs.SourceBucket,
    prefix: sourcePrefix,
    force: ended.scope.force,
    started: ended.started,
    seconds: (ended.stopped.getTime() - ended.started.getTime()) / 1000,
    crawlerQueue: outputs.CrawlerQueue,
    nothingBelow: [
      ...(read.has('backfill') ? [] : [`s3://${outputs.SourceBucket}/${sourcePrefix}`]),
      ...(read.has('reconcile') ? [] : [`s3://${outputs.TargetBucket}/${lakePrefix}`]),
    ],
    results: places
      .filter(({ task }) => read.has(task))
      .map(({ manifest }) => `s3://${outputs.TargetBucket}/${manifest}`),
  };
  writeOut(
    json ? `${JSON.stringify(reportFacts(report, about), undefined, 2)}\n` : reportText(report, about),
  );
  return report.counts.failed > 0 ? EXIT.failed : report.faulty > 0 ? EXIT.faulty : EXIT.done;
}

function endText({ status, why, stopped, scope }: Ended, stack: DeployedStack): string {
  const how = status === 'ABORTED' ? 'was stopped' : status === 'TIMED_OUT' ? 'took too long' : 'failed';
  return (
    `the run ${how} at ${utc(stopped)}${why === undefined ? '' : `: ${why}`}; what it did is in the lake. To go on: ` +
    `${commandOf(scope, stack)}${scope.force ? ', which reads everything again' : ' (what is done is not read again)'}`
  );
}

/** The command that begins such a run. */
const commandOf = ({ sourcePrefix, force }: Scope, { name, sourcePrefix: whole }: DeployedStack): string =>
  [
    `fits-datalake backfill --stack ${name}`,
    ...(sourcePrefix === whole ? [] : [`--prefix ${quoted(sourcePrefix)}`]),
    ...(force ? ['--force'] : []),
  ].join(' ');

/** For a shell. */
const quoted = (text: string): string =>
  /^[\w./=:@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

const stopCommand = ({ arn }: Run, { region }: DeployedStack): string =>
  `aws stepfunctions stop-execution --execution-arn ${arn} --region ${region}`;
