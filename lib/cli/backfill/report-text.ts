// The report of a run as text.

import { printable } from '../../formats/printable.ts';
import { HEADERS } from '../../lake/naming.ts';
import { TOMBSTONE_DAYS } from '../../lake/object.ts';
import { PARTITION_KEY } from '../../lake/table.ts';
import { derivedText } from '../terminal/derived-text.ts';
import { bytes, count, counted, duration } from '../terminal/words.ts';
import { objectName } from './object-name.ts';
import type { BackfillReport } from './report.ts';
import type { RunFacts } from './report-facts.ts';

/**
 * The report as text.
 *
 * @param crawlerQueue the URL of the queue in which changes of the lake wait for the crawler
 */
export function reportText(report: BackfillReport, run: RunFacts, crawlerQueue: string): string {
  const { counts, keys } = report;
  const urlOf = (name: string): string => objectName({ ...run, key: name });
  const lines = [
    ...(run.changes || run.forget !== undefined ? [requestsText(report, run)] : totals(report, run)),
    ...forgottenLines(report, run),
    ...changesLines(report, run),
    ...run.nothingBelow.map((place) => `no objects found in ${place}`),
    ...notes(counts, run, crawlerQueue),
    ...list('failed', counts.failed, failures(report, run)),
    ...list(
      'faulty',
      report.faulty,
      [...report.faults].map(([key, codes]) => (codes ? `${urlOf(key)}: ${codes.join(', ')}` : urlOf(key))),
      `fits-datalake query --stack ${run.stack} --named faulty`,
    ),
    ...list('removed', counts.removed, keys.removed.map(urlOf)),
    ...list('changed', counts.changed, keys.changed.map(urlOf)),
    ...list('new', counts.new, keys.new.map(urlOf)),
    // an object that is not a lake object would fail again
    ...(counts.failed > report.foreign.size ? ['to retry what failed, run the same command again'] : []),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}

/** What the run covered. */
const coveredText = ({ bucket, prefix, sources }: RunFacts): string =>
  sources === undefined ? `s3://${bucket}/${prefix}` : sources.join(', ');

function totals({ files, counts, faulty, requests, bytesRead }: BackfillReport, run: RunFacts): string[] {
  const { seconds } = run;
  const rate = files >= seconds ? ` (${count(Math.round(files / seconds))} files per second)` : '';
  return [
    `${coveredText(run)}: ${counted(files, 'file')}: ${count(counts.new)} new, ` +
      `${count(counts.changed)} changed, ${count(counts.unchanged)} unchanged, ${count(counts.removed)} removed; ` +
      `${count(faulty)} faulty${counts.failed > 0 ? `, ${count(counts.failed)} failed` : ''}`,
    `read ${bytes(bytesRead)} of the files; ${counted(requests, 'request')} in ${duration(seconds)}${rate}`,
  ];
}

const requestsText = ({ objects, requests }: BackfillReport, { seconds }: RunFacts): string =>
  `${counted(objects, 'lake object')}; ${counted(requests, 'request')} in ${duration(seconds)}; no file was opened`;

/** How many files were forgotten. */
function forgottenLines({ counts: { forgotten } }: BackfillReport, { forget }: RunFacts): string[] {
  if (forget === undefined) return [];
  return [
    forgotten === 0
      ? `the lake has no rows of s3://${forget}`
      : `s3://${forget}: the rows of ${counted(forgotten, 'file')} were deleted from the lake`,
  ];
}

/** What became of the changes. */
function changesLines(
  { checked, counts: { recorded } }: BackfillReport,
  { changes, force }: RunFacts,
): string[] {
  if (changes && force) return [`${counted(recorded, 'lake object')} recorded for the next compaction`];
  if (checked === 0 && !changes) return [];
  const found =
    recorded === 0
      ? 'none was lost'
      : `${count(recorded)} had been lost and ${recorded === 1 ? 'is' : 'are'} recorded again`;
  return [`changes for compaction: ${counted(checked, 'lake object')} checked, ${found}`];
}

/** The largest number of events that one crawl processes. Source: AWS Glue Developer Guide, "Accelerating crawls using Amazon S3 event notifications". */
const EVENTS_PER_CRAWL = 100_000;

/** What happened to the objects that the totals do not mention, and what follows from it. */
function notes(
  counts: BackfillReport['counts'],
  { stack, force, changes }: RunFacts,
  crawlerQueue: string,
): string[] {
  const { derived, skipped, queued, moved, expired, forgotten } = counts;
  // every write and every deletion of a lake object is an event
  const rewritten = force ? counts.unchanged : 0;
  const recorded = changes && force ? 0 : counts.recorded;
  const events =
    counts.new +
    counts.changed +
    counts.removed +
    derived +
    rewritten +
    moved +
    expired +
    recorded +
    forgotten;
  const note = (number: number, singular: string, plural: string): string[] =>
    number === 0 ? [] : [number === 1 ? `1 ${singular}` : `${count(number)} ${plural}`];
  const untilEmpty = `: fits-datalake status --stack ${stack} shows when the queue is empty`;
  return [
    ...(derived > 0 ? [derivedText(derived)] : []),
    ...note(
      skipped,
      'object was skipped because it has no FITS suffix',
      'objects were skipped because they have no FITS suffix',
    ),
    ...note(
      queued,
      `file takes longer and is in the queue now${untilEmpty}`,
      `files take longer and are in the queue now${untilEmpty}`,
    ),
    ...note(moved, 'lake object was moved to its new place', 'lake objects were moved to their new places'),
    ...note(
      expired,
      `tombstone was older than ${TOMBSTONE_DAYS} days and was deleted`,
      `tombstones were older than ${TOMBSTONE_DAYS} days and were deleted`,
    ),
    ...(events > EVENTS_PER_CRAWL
      ? [
          `${count(events)} events are waiting for the crawler, which processes ${count(EVENTS_PER_CRAWL)} at a time; the ` +
            `catalog already has every partition, so you can delete them: aws sqs purge-queue --queue-url ${crawlerQueue}`,
        ]
      : []),
  ];
}

/** One line per failure. What failed may be a source file or an object in the lake. */
function failures({ failures: reasons, foreign }: BackfillReport, run: RunFacts): string[] {
  const isInLake = (key: string): boolean =>
    foreign.has(key) || key.startsWith(`${HEADERS}${PARTITION_KEY}=`);
  return [...reasons].map(
    ([key, reason]) => `${isInLake(key) ? `in the lake: ${key}` : objectName({ ...run, key })}: ${reason}`,
  );
}

/** At most this many items of a list are printed. */
const MOST_PRINTED = 10;

/**
 * The first items of a list, and where to find the rest.
 *
 * @param total how many there are; the report may not list all of them
 * @param command shows the whole list; without it, --json does
 */
function list(label: string, total: number, items: readonly string[], command?: string): string[] {
  const lines = items.slice(0, MOST_PRINTED).map((item) => `  ${label}: ${item}`);
  const rest = total - lines.length;
  if (rest <= 0) return lines;
  const json =
    items.length < total
      ? `--json lists ${count(items.length)} of them and the places of all results`
      : '--json lists all of them';
  return [...lines, `  and ${count(rest)} more ${label}: ${command ?? json}`];
}
