import {
  buildUse,
  compactedBytes,
  compactionUse,
  deltaBytes,
} from '../../lib/deployment/costs/compaction.ts';
import { crawlUse } from '../../lib/deployment/costs/crawl.ts';
import { COMPACTION_MONTH, eventsUse, IDLE_MONTH, steadyPerCall } from '../../lib/deployment/costs/events.ts';
import { type LakeSize, lakeBytes } from '../../lib/deployment/costs/lake.ts';
import {
  predecessorCrawls,
  predecessorMonth,
  predecessorQuestion,
  predecessorRead,
} from '../../lib/deployment/costs/predecessor.ts';
import { COMPACTED_QUESTIONS, rawQuestion } from '../../lib/deployment/costs/question.ts';
import { backfillRun, only, runSeconds, runUse } from '../../lib/deployment/costs/run.ts';
import { dollarsOf, requestsOf, times, total, type Use } from '../../lib/deployment/costs/use.ts';
import { DEFAULT_CONCURRENCY } from '../../lib/deployment/limits.ts';

/** The size and the use of a lake. Everything that happens is counted per month. */
export interface Lake extends LakeSize {
  readonly changes: number;
  readonly known: number;
  readonly questions: number;
  readonly crawls: number;
  readonly collections: number;
  readonly reconciles: number;
  readonly compactions: number;
  readonly fileMegabytes: number;
}

/** One line of the table. */
export interface CostRow {
  readonly what: string;
  readonly requests: number;
  /** GB-seconds of Lambda. */
  readonly gbSeconds: number;
  /** Bytes that Athena scans. */
  readonly scanned: number;
  readonly dollars: number;
  readonly hours?: number;
}

/** Lines that belong together. */
export interface CostSection {
  readonly title: string;
  readonly rows: readonly CostRow[];
}

const row = (what: string, use: Use, hours?: number): CostRow => ({
  what,
  requests: requestsOf(use),
  gbSeconds: (use.lambdaGbSecond ?? 0) + (use.lambdaX86GbSecond ?? 0),
  scanned: use.athenaByte ?? 0,
  dollars: dollarsOf(use),
  ...(hours !== undefined && { hours }),
});

/** A run of the backfill over all files, and the hours that it takes at least. */
function backfill({ files }: LakeSize, kind: 'new' | 'unchanged') {
  const run = backfillRun({ files, listed: files, mix: only(kind) });
  const used = runUse(run);
  return { use: used.use, hours: runSeconds(run, used, DEFAULT_CONCURRENCY) / 3600 };
}

/** What happens in a month. */
function month(lake: Lake) {
  const { changes, compactions } = lake;
  const perCall = steadyPerCall(changes);
  const crawl = crawlUse({ objects: lake.files, folders: lake.collections });
  const runs = Math.max(compactions, 1);
  const compaction = compactionUse(lake, {
    ...{ changed: changes / runs, deltas: changes / runs / perCall, known: lake.known, days: 30 / runs },
  });
  return {
    events: eventsUse({ events: changes, perCall, compaction: false }),
    deltas: eventsUse({ events: changes, perCall, compaction: true }),
    stored: { s3ByteMonth: lakeBytes(lake) },
    crawls: times(lake.crawls, crawl),
    reconciles: times(lake.reconciles, backfill(lake, 'unchanged').use),
    questions: times(lake.questions, rawQuestion(lake)),
    compactions: times(compactions, compaction),
    // deltas are kept for three months
    tables: { s3ByteMonth: compactedBytes(lake) + deltaBytes(3 * changes, lake.cards) },
    compactedQuestions: times(lake.questions, COMPACTED_QUESTIONS.box(lake)),
  } satisfies Readonly<Record<string, Use>>;
}

/** Dollars per month, with questions of small lake objects and with compacted tables. */
export function monthOf(lake: Lake): { readonly raw: number; readonly compacted: number } {
  const { events, deltas, questions, compactions, tables, compactedQuestions, ...others } = month(lake);
  const both = total(IDLE_MONTH, ...Object.values(others));
  return {
    raw: dollarsOf(total(both, events, questions)),
    compacted: dollarsOf(total(both, COMPACTION_MONTH, deltas, compactions, tables, compactedQuestions)),
  };
}

/** All lines of the table. */
export function costRows(lake: Lake): readonly CostSection[] {
  const used = month(lake);
  const [all, again, build] = [backfill(lake, 'new'), backfill(lake, 'unchanged'), buildUse(lake)];
  const bytes = 1e6 * lake.fileMegabytes;
  const number = (value: number): string => `${+value.toFixed(1)}`;
  return [
    {
      title: 'runs',
      rows: [
        row('a backfill, all files are new', all.use, all.hours),
        row('a reconcile, nothing has changed', again.use, again.hours),
        row('the first crawl', crawlUse({ objects: lake.files, folders: lake.collections })),
      ],
    },
    {
      title: 'a month',
      rows: [
        row('in which nothing happens', IDLE_MONTH),
        row('lake objects in S3', used.stored),
        row(`${lake.changes.toLocaleString('en')} events, evenly`, used.events),
        row(
          'the same in uploads of 100 files',
          eventsUse({ events: lake.changes, perCall: 100, compaction: false }),
        ),
        row(`${number(lake.crawls)} crawls of all collections`, used.crawls),
        row(`${number(lake.reconciles)} reconciles`, used.reconciles),
        row(`${number(lake.questions)} questions`, used.questions),
      ],
    },
    {
      title: 'with compaction',
      rows: [
        row('the first build', build.use, build.batchSeconds / DEFAULT_CONCURRENCY / 3600),
        row('a month: metrics and alarms of it', COMPACTION_MONTH),
        row('a month: tables and deltas in S3', used.tables),
        row('a month: the events, evenly', used.deltas),
        row(`a month: ${number(lake.compactions)} runs, at most`, used.compactions),
      ],
    },
    {
      title: 'a question',
      rows: [
        row('of lake objects', rawQuestion(lake)),
        row('of tables: files of an instrument', COMPACTED_QUESTIONS.keyword(lake)),
        row('of tables: a box in obscore', COMPACTED_QUESTIONS.box(lake)),
        row('of tables: any keyword in headers', COMPACTED_QUESTIONS.anyKeyword(lake)),
      ],
    },
    {
      title: 'its predecessor, in Python',
      rows: [
        row(`reads all files, of ${number(lake.fileMegabytes)} MB`, predecessorRead(lake, bytes)),
        row(
          `a month: ${lake.changes.toLocaleString('en')} events`,
          predecessorRead({ ...lake, files: lake.changes }, bytes),
        ),
        row('a month: crawls every 15 minutes, at least', predecessorCrawls(lake)),
        row('a month: CSV in S3, and partitions', predecessorMonth(lake)),
        row('a question', predecessorQuestion(lake)),
      ],
    },
  ];
}
