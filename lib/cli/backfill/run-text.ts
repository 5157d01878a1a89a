// The messages of `backfill` about a run. Its report is in report-text.ts.

import { HISTORY_DAYS } from '../../deployment/limits.ts';
import { bucketsOf, type Source } from '../../deployment/sources.ts';
import type { DeployedStack } from '../aws/deployed.ts';
import { shellQuoted } from '../terminal/shell.ts';
import { utc } from '../terminal/words.ts';
import type { FinishedRun, Run } from './machine.ts';
import { type Scope, scopeText, sourcesOfScope } from './scope.ts';

/** What a run goes through in each of its steps, as the progress line names it. */
export const STEPS = {
  source: 'objects in the source bucket (step 1 of 2)',
  lake: 'objects in the lake (step 2 of 2)',
  changes: 'objects in the lake, whose changes are checked',
  forgotten: 'objects in the lake, some of which are forgotten',
} as const;

/** There is no last run. Step Functions keeps runs for 90 days. */
export const noRunText = ({ name }: DeployedStack): string =>
  `there was no backfill of the stack ${name} in the last ${HISTORY_DAYS} days`;

/** A run that the user does not wait for. */
export function startedText(
  { arn, started }: Run,
  joined: boolean,
  { json, stack }: { readonly json: boolean; readonly stack: string },
): string {
  if (json) return `${JSON.stringify({ status: 'RUNNING', run: arn, started, joined })}\n`;
  const state = joined
    ? `the run is already in progress (started at ${utc(started)})`
    : 'the run has started';
  return `${state}; to wait for it and print its report: fits-datalake backfill --stack ${stack} --last\n`;
}

/** The same run is already in progress. */
export const joinedText = ({ started }: Run): string => `joined the run that started at ${utc(started)}`;

/** A run in progress covers other files. */
export function otherRunText(running: Run, stack: DeployedStack): string {
  const scope = scopeText(stack, running.scope);
  return (
    `another backfill, of ${scope}, has been running since ${utc(running.started)}; wait for it with --last, or stop it: ` +
    stopCommand(running, stack)
  );
}

/** The program ends before the run does. */
export const stillRunningText = (run: Run, stack: DeployedStack): string =>
  `the run continues; to wait for it again, run the same command; to stop it: ${stopCommand(run, stack)}`;

/** A run that did not succeed. */
export function unsuccessfulText(
  { status, reason, stopped, scope }: FinishedRun,
  stack: DeployedStack,
): string {
  const end = ENDS[status] ?? 'failed';
  const consequence = scope.force ? 'everything is read again' : 'files that are done are not read again';
  return (
    `the run ${end} at ${utc(stopped)}${reason === undefined ? '' : `: ${reason}`}; what it had written is in the lake; ` +
    `to continue: ${startCommand(scope, stack)} (${consequence})`
  );
}

const ENDS: Readonly<Record<string, string>> = { ABORTED: 'was stopped', TIMED_OUT: 'timed out' };

/** The run succeeded but could not start the crawler. */
export const crawlerText = (reason: string, stack: string): string =>
  `the crawler could not be started: ${reason}; start it with fits-datalake crawl --stack ${stack}`;

/** The command that starts a run with this scope. */
const startCommand = (scope: Scope, stack: DeployedStack): string =>
  [
    `fits-datalake backfill --stack ${stack.name}`,
    ...(scope.forget === undefined ? sourceOptions(scope, stack) : [`--forget ${scope.forget}`]),
    ...(scope.changes ? ['--changes'] : []),
    ...(scope.force ? ['--force'] : []),
  ].join(' ');

/** The options that select these sources. */
function sourceOptions(scope: Scope, stack: DeployedStack): string[] {
  const sources = sourcesOfScope(scope, stack);
  const [first] = sources;
  const isPart = (source: Source): boolean =>
    !stack.sources.some(({ bucket, prefix }) => bucket === source.bucket && prefix === source.prefix);
  const [buckets, all] = [bucketsOf(sources), bucketsOf(stack.sources)];
  return [
    ...(buckets.length === 1 && all.length > 1 ? [`--bucket ${buckets[0]}`] : []),
    ...(first !== undefined && sources.some(isPart) ? [`--prefix ${shellQuoted(first.prefix)}`] : []),
  ];
}

const stopCommand = ({ arn }: Run, { region }: DeployedStack): string =>
  `aws stepfunctions stop-execution --execution-arn ${arn} --region ${region}`;
