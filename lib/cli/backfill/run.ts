// backfill: starts or joins a run, waits for it, and has its report printed.
// It loads the AWS SDK, which takes time: import it only when it is needed.

import type { cloudFormationClient, s3Client, sfnClient } from '../aws/clients.ts';
import { type DeployedStack, deployedStack } from '../aws/deployed.ts';
import { interruptibleWait } from '../aws/interruptible-wait.ts';
import { stackFailure } from '../aws/problem.ts';
import { EXIT, type ExitCode, RunFailed } from '../errors.ts';
import { Interrupted } from '../terminal/interrupt.ts';
import { printMessage, writeOut } from '../terminal/output.ts';
import { progressLine } from '../terminal/progress.ts';
import { changesDryRun } from './changes-dry-run.ts';
import { dryRun } from './dry-run.ts';
import { type FinishedRun, lastRun, type Run, runEnd, runningRun, startRun } from './machine.ts';
import { printReport } from './print-report.ts';
import { joinedText, noRunText, otherRunText, STEPS, startedText, stillRunningText } from './run-text.ts';
import { inputOf, type Scope, scopeOf } from './scope.ts';

/** The options of the command line. */
export interface BackfillRequest {
  readonly stack: string;
  readonly bucket: string | undefined;
  readonly prefix: string | undefined;
  readonly force: boolean;
  /** Only go through the changes. */
  readonly changes: boolean;
  /** Only delete the rows of this bucket. */
  readonly forget: string | undefined;
  /** Only count the objects and estimate the cost. */
  readonly dryRun: boolean;
  /** Wait until the run is over. */
  readonly wait: boolean;
  /** Start nothing: report on the run that started last. */
  readonly last: boolean;
  readonly json: boolean;
}

/** The clients that a backfill needs. */
export interface BackfillClients {
  readonly cloudFormation: Awaited<ReturnType<typeof cloudFormationClient>>;
  readonly sfn: Awaited<ReturnType<typeof sfnClient>>;
  readonly s3: Awaited<ReturnType<typeof s3Client>>;
}

/** The outputs of the stack that a backfill needs. */
const NEEDS = [
  ...(['Sources', 'TargetBucket', 'Backfill', 'BackfillConcurrency'] as const),
  ...(['Suffixes', 'CollectionDepth', 'CrawlerQueue'] as const),
] as const;

/** Runs a backfill of a stack and prints its report. Throws {@link RunFailed}. */
export async function runBackfill(request: BackfillRequest, clients: BackfillClients): Promise<ExitCode> {
  try {
    const stack = await deployedStack(clients.cloudFormation, request.stack, { needs: NEEDS });
    const scope = scopeOf(stack, request);
    if (request.dryRun)
      return await (scope.changes ? changesDryRun : dryRun)(clients.s3, stack, scope, request.json);
    const { run, joined } = request.last
      ? { run: await lastRunOf(stack, clients), joined: true }
      : await startOrJoin(stack, scope, clients);
    if (!request.wait) {
      writeOut(startedText(run, joined, request));
      return EXIT.done;
    }
    if (joined && !request.last) printMessage(joinedText(run));
    const finished = await waitFor(run, stack, clients);
    return finished === undefined
      ? EXIT.interrupted
      : await printReport(finished, stack, request.json, clients);
  } catch (error) {
    throw stackFailure(error);
  }
}

/** Starts a run, or joins the run in progress if it covers the same files. Throws {@link RunFailed} if not. */
async function startOrJoin(
  stack: DeployedStack,
  scope: Scope,
  { sfn }: BackfillClients,
): Promise<{ readonly run: Run; readonly joined: boolean }> {
  const machine = stack.outputs.Backfill;
  const running = await runningRun(sfn, machine);
  if (running === undefined) return { run: await startRun(sfn, machine, scope), joined: false };
  if (inputOf(running.scope) !== inputOf(scope)) throw new RunFailed(otherRunText(running, stack));
  return { run: running, joined: true };
}

async function lastRunOf(stack: DeployedStack, { sfn }: BackfillClients): Promise<Run> {
  const run = await lastRun(sfn, stack.outputs.Backfill);
  if (run === undefined) throw new RunFailed(noRunText(stack));
  return run;
}

/**
 * Waits until a run is over. A signal, or an error such as expired credentials, ends the wait but not the run.
 *
 * @returns undefined if a signal ended the wait
 */
async function waitFor(
  run: Run,
  stack: DeployedStack,
  { sfn }: BackfillClients,
): Promise<FinishedRun | undefined> {
  try {
    return await interruptibleWait(({ signal, show }) => {
      show('the run has started');
      return runEnd(sfn, run, {
        signal,
        onProgress: ({ step, done, total, seconds }) => show(progressLine(STEPS[step], done, total, seconds)),
      });
    });
  } catch (error) {
    printMessage(stillRunningText(run, stack));
    if (error instanceof Interrupted) return undefined;
    throw error;
  }
}
