/** What can become of an object that a backfill looks at. */
export const OUTCOMES = [
  'new',
  'changed',
  'unchanged',
  'removed',
  /** Nothing was learned of it: the lake is as it was. */
  'failed',
  /** There was no time left for it: the queue has it now. */
  'queued',
  /** None that the lake is about: named otherwise, say. */
  'skipped',
  /** A tombstone that was deleted, and a lake object that was moved from an old place. */
  'expired',
  'moved',
] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** One object, told by name. */
export interface ReportedObject {
  readonly key: string;
  readonly kind: Outcome;
  /** Codes of its faults: of a file that was read now, and has some. */
  readonly codes?: readonly string[];
  /** Why it failed. */
  readonly reason?: string;
  /** True for something in the lake's folder that is not a lake object: another try would fail too. */
  readonly foreign?: true;
  /** True of a faulty file. */
  readonly faulty?: true;
  /** True if the file's lake object was also moved: it counts as `moved` as well. */
  readonly moved?: true;
}

/** What a batch of a backfill did: the output of the function, written down as a line of JSON by Step Functions. */
export interface BatchReport {
  readonly task: Task;
  /** Objects that were listed. */
  readonly objects: number;
  readonly counts: Readonly<Record<Outcome, number>>;
  /** Files that the lake names faults of, whatever became of them. */
  readonly faulty: number;
  /** All that are worth a name: those that are not unchanged or skipped, and the faulty ones. */
  readonly told: readonly ReportedObject[];
  /** How many more there are, for whom there was no room. */
  readonly untold: number;
  /** Requests to source and lake, and bytes read of the source. */
  readonly requests: number;
  readonly bytesRead: number;
}

/** `backfill`: over the source's objects; `reconcile`: over the lake's. */
export type Task = 'backfill' | 'reconcile';

/**
 * Bytes of names in a report: what a state hands on may have 256 KiB.
 * Source: AWS Step Functions Developer Guide, "Quotas related to state machine executions".
 */
const ROOM = 180_000;

export interface CountedObject extends ReportedObject {
  readonly requests: number;
  readonly bytesRead: number;
}

/** Sums up what became of a batch; where there are more names than there is room, those of most concern are kept. */
export function batchReport(task: Task, all: readonly CountedObject[]): BatchReport {
  const counts = noCounts();
  for (const { kind, moved } of all) {
    counts[kind]++;
    if (moved) counts.moved++;
  }
  const named = all.filter(
    ({ kind, faulty, moved }) => faulty || moved || !(kind === 'unchanged' || kind === 'skipped'),
  );
  const told: ReportedObject[] = [];
  let room = ROOM;
  for (const { requests, bytesRead, ...one } of named.sort((a, b) => concern(a) - concern(b))) {
    room -= Buffer.byteLength(JSON.stringify(one)) + 1;
    if (room < 0) break;
    told.push(one);
  }
  return {
    task,
    objects: all.length,
    counts,
    faulty: all.filter(({ faulty }) => faulty).length,
    told,
    untold: named.length - told.length,
    requests: sum(all.map(({ requests }) => requests)),
    bytesRead: sum(all.map(({ bytesRead }) => bytesRead)),
  };
}

export const noCounts = (): Record<Outcome, number> =>
  Object.fromEntries(OUTCOMES.map((kind) => [kind, 0])) as Record<Outcome, number>;

const ORDER: readonly Outcome[] = ['failed', 'queued', 'removed', 'moved', 'changed', 'expired', 'new'];

const concern = ({ kind, faulty }: ReportedObject): number =>
  // an unchanged file is named only if it is faulty or was moved
  kind === 'failed' ? -2 : faulty ? -1 : ORDER.indexOf(kind === 'unchanged' ? 'moved' : kind);

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
