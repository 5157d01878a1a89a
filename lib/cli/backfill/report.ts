import { noCounts, type Outcome, type ReportedObject } from '../../lake/batch-report.ts';
import { printable } from '../terminal/output.ts';
import { bytes, count, duration } from '../terminal/words.ts';
import { type BatchResult, isFailedBatch } from './results.ts';

/** Kinds that are told by name. */
const NAMED = ['new', 'changed', 'removed', 'queued', 'moved', 'expired'] as const;
type Named = (typeof NAMED)[number];

/** What a run did, of all its batches. */
export interface BackfillReport {
  /** Objects that were listed, of source and lake. */
  objects: number;
  /** Files that were listed. */
  files: number;
  readonly counts: Record<Outcome, number>;
  /** Files that the lake names faults of, read in this run or before. */
  faulty: number;
  requests: number;
  bytesRead: number;
  readonly keys: Record<Named, string[]>;
  /** Faulty files, with the codes of their faults where they were read in this run. */
  readonly faults: Map<string, readonly string[] | undefined>;
  readonly failures: Map<string, string>;
  /** Failures caused by objects in the lake's folder that are not lake objects. */
  readonly foreign: Set<string>;
  /** What the queue has, though it may be told of twice. */
  readonly queued: Set<string>;
  /** Of those there are more than are named here. */
  untold: number;
}

/** Keys of a kind that are kept. */
const MOST_KEPT = 100_000;

export const emptyBackfillReport = (): BackfillReport => ({
  objects: 0,
  files: 0,
  counts: noCounts(),
  faulty: 0,
  requests: 0,
  bytesRead: 0,
  keys: Object.fromEntries(NAMED.map((kind) => [kind, []])) as unknown as BackfillReport['keys'],
  faults: new Map(),
  failures: new Map(),
  foreign: new Set(),
  queued: new Set(),
  untold: 0,
});

/** Kinds of the listed objects that are files. */
const FILES = ['new', 'changed', 'unchanged', 'queued', 'failed'] as const;

/**
 * Adds what became of a batch: those of the source come before those of the lake. A run looks at a file from both sides:
 * files are counted of the source's side; what is unchanged, faulty or skipped is told of that side alone; what failed or
 * is queued on both counts once, and not as failed where the second look did it.
 */
export function addResult(report: BackfillReport, result: BatchResult): void {
  const ofSource = result.task === 'backfill';
  if (isFailedBatch(result)) {
    for (const key of result.keys) addFailure(report, key, result.reason);
    if (ofSource) report.files += result.keys.length;
    report.objects += Math.max(1, result.keys.length);
    // nothing is known of what it was about
    if (result.keys.length === 0) report.counts.failed++;
    return;
  }
  report.objects += result.objects;
  report.requests += result.requests;
  report.bytesRead += result.bytesRead;
  report.untold += result.untold;
  if (ofSource) {
    for (const kind of FILES) report.files += result.counts[kind];
    report.faulty += result.faulty;
    report.counts.unchanged += result.counts.unchanged;
    report.counts.skipped += result.counts.skipped;
  }
  for (const kind of NAMED) report.counts[kind] += result.counts[kind];
  for (const told of result.told) addTold(report, told, ofSource);
  const named = result.told.filter(({ kind }) => kind === 'failed').length;
  report.counts.failed += result.counts.failed - named;
}

function addTold(report: BackfillReport, told: ReportedObject, ofSource: boolean): void {
  const { key, kind, codes, reason = '', foreign, faulty, moved } = told;
  if (kind === 'failed') {
    if (foreign) report.foreign.add(key);
    addFailure(report, key, reason);
    return;
  }
  if (kind === 'queued' && report.queued.has(key)) {
    report.counts.queued--;
    return;
  }
  if (!ofSource && report.failures.delete(key)) report.counts.failed--;
  if (isNamed(kind)) keep(report, report.keys[kind], key);
  if (moved) keep(report, report.keys.moved, key);
  if (kind === 'queued' && report.queued.size < MOST_KEPT) report.queued.add(key);
  const isRead = kind === 'new' || kind === 'changed';
  if (!faulty || !(ofSource || isRead)) return;
  const isKnown = report.faults.has(key);
  if (!ofSource && !isKnown) report.faulty++;
  if (isKnown || report.faults.size < MOST_KEPT) report.faults.set(key, codes);
  else report.untold++;
}

function addFailure(report: BackfillReport, key: string, reason: string): void {
  if (report.failures.has(key)) return;
  report.counts.failed++;
  if (report.failures.size < MOST_KEPT) report.failures.set(key, reason);
  else report.untold++;
}

function keep<T>(report: BackfillReport, list: T[], item: T): void {
  if (list.length < MOST_KEPT) list.push(item);
  else report.untold++;
}

const isNamed = (kind: Outcome): kind is Named => (NAMED as readonly string[]).includes(kind);

/** What is told beside the counts. */
export interface About {
  readonly stack: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly force: boolean;
  readonly started: Date;
  readonly seconds: number;
  /** The queue of what was written, for the crawler. */
  readonly crawlerQueue: string;
  /** Where there was nothing to look at, as `s3://...` */
  readonly nothingBelow: readonly string[];
  /** Where all results are, as `s3://...` */
  readonly results: readonly string[];
}

/** The report for programs. */
export function reportFacts(report: BackfillReport, { results, crawlerQueue, ...about }: About) {
  const { files, counts, faulty, requests, bytesRead, keys, faults, failures, untold } = report;
  return {
    ...about,
    files,
    ...counts,
    faulty,
    requests,
    bytesRead,
    keys,
    faults: [...faults].map(([key, codes]) => ({ key, ...(codes && { codes }) })),
    failures: [...failures].map(([key, reason]) => ({ key, reason })),
    untold,
    results,
  };
}

/** The report for people. */
export function reportText(report: BackfillReport, about: About): string {
  const { files, counts, faulty, requests, bytesRead, keys, faults, failures } = report;
  const url = (key: string): string => `s3://${about.bucket}/${key}`;
  const lines = [
    `${url(about.prefix)}: ${count(files)} ${files === 1 ? 'file' : 'files'}: ${count(counts.new)} new, ` +
      `${count(counts.changed)} changed, ${count(counts.unchanged)} unchanged, ${count(counts.removed)} removed; ` +
      `${count(faulty)} faulty${counts.failed > 0 ? `, ${count(counts.failed)} failed` : ''}`,
    `${count(requests)} requests, ${bytes(bytesRead)} of the files read, ${duration(about.seconds)}` +
      (files >= about.seconds ? ` (${count(Math.round(files / about.seconds))} a second)` : ''),
    ...about.nothingBelow.map((where) => `there is nothing below ${where}`),
    ...besides(counts, about),
    ...told(
      'failed',
      counts.failed,
      [...failures].map(([key, reason]) => `${nameOf(key, about.bucket, report.foreign)}: ${reason}`),
    ),
    ...told(
      'faulty',
      faulty,
      [...faults].map(([key, codes]) => (codes ? `${url(key)}: ${codes.join(', ')}` : url(key))),
      `fits-datalake query --stack ${about.stack} --named faulty`,
    ),
    ...told('removed', counts.removed, keys.removed.map(url)),
    ...told('changed', counts.changed, keys.changed.map(url)),
    ...told('new', counts.new, keys.new.map(url)),
  ];
  if (counts.failed > report.foreign.size) lines.push('run the same command again to retry what failed');
  return `${lines.map(printable).join('\n')}\n`;
}

/** Events that a crawl takes. Source: AWS Glue Developer Guide, "Accelerating crawls using Amazon S3 event notifications". */
const CRAWL_TAKES = 100_000;

function besides(counts: BackfillReport['counts'], { stack, force, crawlerQueue }: About): string[] {
  const { skipped, queued, moved, expired } = counts;
  // each write and each deletion of a lake object is an event
  const again = force ? counts.unchanged : 0;
  const written = counts.new + counts.changed + counts.removed + again + moved + expired;
  const one = (number: number, of: string, many: string, said: string): string[] =>
    number === 0 ? [] : [`${count(number)} ${number === 1 ? of : many} ${said}`];
  const is = (number: number): string => (number === 1 ? 'is' : 'are');
  return [
    ...one(
      skipped,
      'object is named otherwise than FITS files are, and was',
      'objects are named otherwise than FITS files are, and were',
      'left alone',
    ),
    ...one(
      queued,
      'file takes longer, and is',
      'files take longer, and are',
      `in the queue now: fits-datalake status --stack ${stack} tells when that is empty`,
    ),
    ...one(moved, 'lake object was moved to its', 'lake objects were moved to their', 'new place'),
    ...one(
      expired,
      'note of a file that is gone was',
      'notes of files that are gone were',
      `older than 30 days, and ${is(expired)} deleted`,
    ),
    ...(written > CRAWL_TAKES
      ? [
          `${count(written)} events wait for the crawler, which takes ${count(CRAWL_TAKES)} at a time; all partitions ` +
            `are there, so they can go: aws sqs purge-queue --queue-url ${crawlerQueue}`,
        ]
      : []),
  ];
}

/** What failed may be an object of the lake itself. */
const nameOf = (key: string, bucket: string, foreign: ReadonlySet<string>): string =>
  foreign.has(key) || key.startsWith('headers/collection=') ? `the lake's ${key}` : `s3://${bucket}/${key}`;

/** Keys of a kind that are told one by one. */
const MOST_TOLD = 10;

function told(kind: string, all: number, names: readonly string[], more?: string): string[] {
  const shown = names.slice(0, MOST_TOLD).map((name) => `  ${kind}: ${name}`);
  const rest = all - shown.length;
  const where =
    names.length < all
      ? `--json names ${count(names.length)}, and where all results are`
      : '--json names them all';
  return rest > 0 ? [...shown, `  and ${count(rest)} more ${kind}: ${more ?? where}`] : shown;
}
