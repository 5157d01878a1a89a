import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  ListMapRunsCommand,
  type MapRunItemCounts,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { type BatchReport, KINDS, type Told } from '../../lib/lake/batch-report.ts';
import type { Store } from '../../lib/stores/store.ts';
import { until } from './deadline.ts';

const client = new SFNClient();

/** What the machine is given. */
export interface BackfillInput {
  readonly sourcePrefix: string;
  readonly lakePrefix: string;
  readonly force: boolean;
}

/** How a run of the machine ended, and what its map runs counted. */
export interface Ended {
  readonly status: string;
  readonly output: Readonly<Record<string, unknown>>;
  readonly mapRuns: readonly { readonly status: string; readonly items: MapRunItemCounts }[];
}

export async function startMachine(machine: string, input: BackfillInput): Promise<string> {
  const { executionArn = '' } = await client.send(
    new StartExecutionCommand({ stateMachineArn: machine, input: JSON.stringify(input) }),
  );
  return executionArn;
}

export const inputOf = async (execution: string): Promise<unknown> => {
  const { input = '' } = await client.send(new DescribeExecutionCommand({ executionArn: execution }));
  return JSON.parse(input);
};

export const stopMachine = (execution: string) =>
  client.send(new StopExecutionCommand({ executionArn: execution }));

/** Waits until an execution has come to its end. */
export const ended = (execution: string, milliseconds = 120_000): Promise<Ended> =>
  until('the backfill has ended', milliseconds, async () => {
    const { status = '', output = '{}' } = await client.send(
      new DescribeExecutionCommand({ executionArn: execution }),
    );
    if (status === 'RUNNING') return false;
    return { status, output: JSON.parse(output), mapRuns: await mapRunsOf(execution) };
  });

/** Waits until some batches are done and others are not. */
export const isInTheMiddle = (execution: string, milliseconds = 60_000): Promise<true> =>
  until('the backfill is in the middle', milliseconds, async () => {
    const [first] = await mapRunsOf(execution);
    return first !== undefined && Number(first.items.succeeded) > 0 && Number(first.items.pending) > 0;
  }) as Promise<true>;

async function mapRunsOf(execution: string): Promise<Ended['mapRuns']> {
  const { mapRuns = [] } = await client.send(new ListMapRunsCommand({ executionArn: execution }));
  const described = mapRuns
    .sort((a, b) => Number(a.startDate) - Number(b.startDate))
    .map(async ({ mapRunArn }) => {
      const { status = '', itemCounts } = await client.send(new DescribeMapRunCommand({ mapRunArn }));
      return { status, items: itemCounts! };
    });
  return Promise.all(described);
}

/** What all batches of one of a run's two sweeps found, as it is written down in the target bucket. */
export async function reportsOf(
  { output }: Ended,
  sweep: 'source' | 'lake',
  target: Store,
): Promise<BatchReport[]> {
  const { ResultWriterDetails } = output[sweep] as {
    readonly ResultWriterDetails: { readonly Key: string };
  };
  const { ResultFiles } = JSON.parse(await read(target, ResultWriterDetails.Key));
  const { SUCCEEDED, FAILED, PENDING } = ResultFiles;
  if (FAILED.length + PENDING.length > 0) throw new Error(`some failed: ${JSON.stringify(ResultFiles)}`);
  const files = await Promise.all(SUCCEEDED.map(({ Key }: { Key: string }) => read(target, Key)));
  return files.flatMap((text) => text.trimEnd().split('\n')).map((line) => JSON.parse(line));
}

async function read(store: Store, key: string): Promise<string> {
  const { bytes } = await store.read(key, 0, 100_000_000);
  return Buffer.from(bytes).toString();
}

/** Reports of batches in one. */
export function summed(reports: readonly BatchReport[]) {
  const told = reports.flatMap((report) => report.told);
  const sum = (number: (report: BatchReport) => number): number =>
    reports.reduce((all, report) => all + number(report), 0);
  return {
    objects: sum(({ objects }) => objects),
    counts: Object.fromEntries(KINDS.map((kind) => [kind, sum(({ counts }) => counts[kind])])),
    faulty: sum(({ faulty }) => faulty),
    requests: sum(({ requests }) => requests),
    bytesRead: sum(({ bytesRead }) => bytesRead),
    untold: sum(({ untold }) => untold),
    /** The keys of those of which something is told. */
    keys: (test: (told: Told) => boolean): string[] => told.flatMap((one) => (test(one) ? [one.key] : [])).sort(),
  };
}
