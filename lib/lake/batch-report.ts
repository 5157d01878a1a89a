// The report of one batch of a backfill, which the function writes and the command line sums up.

/** What a backfill can report about an object: the outcomes of a sync, and some more. */
export const OUTCOMES = [
  'new',
  'changed',
  /** The file is unchanged, and its rows were derived again from the lake object. */
  'derived',
  'unchanged',
  'removed',
  /** The sync failed, and the lake object is unchanged. */
  'failed',
  /** The batch had no time left for it, so it was sent to the queue. */
  'queued',
  /** The lake does not cover it, for example because of its suffix. */
  'skipped',
  /** An old tombstone that was removed. */
  'expired',
  /** A misplaced lake object that was moved. */
  'moved',
  /** A lake object whose rows were recorded for compaction again. */
  'recorded',
  /** A lake object whose rows were deleted, because the stack no longer covers its bucket. */
  'forgotten',
] as const;

/** One of {@link OUTCOMES}. */
export type Outcome = (typeof OUTCOMES)[number];

/** An object that is reported by its key. */
export interface ReportedObject {
  readonly key: string;
  /** The source bucket, if the stack has a list of sources and the key is a source key. */
  readonly bucket?: string;
  readonly kind: Outcome;
  /** The codes of its faults, if the file was read now and has faults. */
  readonly codes?: readonly string[];
  /** Why it failed. */
  readonly reason?: string;
  /** True for an object among the lake objects that is not one: another attempt would fail too. */
  readonly foreign?: true;
  /** True if the lake has faults for the file. */
  readonly faulty?: true;
  /** True if the file's lake object was moved too. It then counts as `moved` as well. */
  readonly moved?: true;
}

/**
 * What one batch of a backfill did: the output of the function. Step Functions stores it as a line of JSON, so the names of
 * the fields are part of a format.
 */
export interface BatchReport {
  readonly task: Task;
  /** How many objects the batch has. */
  readonly objects: number;
  readonly counts: Readonly<Record<Outcome, number>>;
  /** How many files the lake has faults for, whatever their outcome. */
  readonly faulty: number;
  /** The objects that are reported by key: those that are not unchanged, derived or skipped, and the faulty ones. */
  readonly told: readonly ReportedObject[];
  /** How many more there are, for which the report has no room. */
  readonly untold: number;
  /** Requests to source and lake, and bytes read of the source. */
  readonly requests: number;
  readonly bytesRead: number;
}

/**
 * `backfill` goes through the source objects, `reconcile` through the lake objects. So do `changes`, which finds those
 * that were not recorded for compaction, and `forget`, which deletes the rows of a bucket.
 */
export type Task = (typeof TASKS)[number];

/** All tasks. A run has the first two or three in this order, or only one of the others. */
export const TASKS = ['backfill', 'reconcile', 'changes', 'forget'] as const;

/**
 * Bytes of reported objects. The output of a state may have 256 KiB.
 * Source: AWS Step Functions Developer Guide, "Quotas related to state machine executions".
 */
const ROOM = 180_000;

/** An object, and what it cost: requests to source and lake, and bytes read of the source. */
export interface CountedObject extends ReportedObject {
  readonly requests: number;
  readonly bytesRead: number;
}

/** Sums up a batch. If not all objects fit, those that matter most are reported. */
export function batchReport(task: Task, objects: readonly CountedObject[]): BatchReport {
  const counts = noCounts();
  for (const { kind, moved } of objects) {
    counts[kind]++;
    if (moved) counts.moved++;
  }
  const notable = objects.filter(({ kind, faulty, moved }) => faulty || moved || !QUIET.includes(kind));
  const reported: ReportedObject[] = [];
  let room = ROOM;
  for (const { requests, bytesRead, ...object } of notable.sort((a, b) => rank(a) - rank(b))) {
    room -= Buffer.byteLength(JSON.stringify(object)) + 1;
    if (room < 0) break;
    reported.push(object);
  }
  return {
    task,
    objects: objects.length,
    counts,
    faulty: objects.filter(({ faulty }) => faulty).length,
    told: reported,
    untold: notable.length - reported.length,
    requests: sum(objects.map(({ requests }) => requests)),
    bytesRead: sum(objects.map(({ bytesRead }) => bytesRead)),
  };
}

/** Outcomes that may be those of every file. They are only counted. */
const QUIET: readonly Outcome[] = ['unchanged', 'derived', 'skipped', 'recorded', 'forgotten'];

/** A count of 0 for each outcome. */
export const noCounts = (): Record<Outcome, number> =>
  Object.fromEntries(OUTCOMES.map((kind) => [kind, 0])) as Record<Outcome, number>;

const ORDER: readonly Outcome[] = ['failed', 'queued', 'removed', 'moved', 'changed', 'expired', 'new'];

/** The lower, the more it matters. */
const rank = ({ kind, faulty }: ReportedObject): number =>
  // an unchanged file is reported only if it is faulty or was moved
  kind === 'failed' ? -2 : faulty ? -1 : ORDER.indexOf(QUIET.includes(kind) ? 'moved' : kind);

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
