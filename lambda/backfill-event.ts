import { TASKS, type Task } from '../lib/lake/batch-report.ts';
import { unquoted } from '../lib/stores/s3-head.ts';
import type { Listed } from '../lib/stores/store.ts';

// The event of the backfill function.

/** One batch of a backfill: the objects of a listing, and what to do with them. */
export interface Batch {
  readonly task: Task;
  /** What the run covers. */
  readonly sources: readonly BatchSource[];
  /** The bucket whose rows are deleted; only for that task. */
  readonly forget?: string;
  /** Read every file again, even if the lake is up to date. For changes: record every lake object. */
  readonly force: boolean;
  /** When the run began. */
  readonly began: Date;
  readonly objects: readonly Listed[];
  /** The function has just failed as a whole on these objects, for example because it ran out of memory. */
  readonly crashed: boolean;
}

/** A source, or a part of it. Its bucket is undefined if the run is that of a stack with one source. */
export interface BatchSource {
  readonly bucket: string | undefined;
  /** What the source keys begin with. */
  readonly prefix: string;
}

/** The event of the backfill function is not a batch. */
export class EventRefused extends Error {
  override readonly name = 'EventRefused';
  constructor(why: string) {
    super(`the event is not a batch of a backfill: ${why}`);
  }
}

/**
 * Reads the event that Step Functions sends: `{ BatchInput, Items }`, where each item is an object as ListObjectsV2
 * lists it, with its time in seconds since 1970.
 *
 * Source: AWS Step Functions Developer Guide, "ItemBatcher (Map)", "ItemReader (Map)".
 *
 * @throws EventRefused
 */
export function batchOf(event: unknown): Batch {
  const { BatchInput, Items, crashed } = fieldsOf(event, 'the event');
  const input = fieldsOf(BatchInput, 'BatchInput');
  const { task, force, began, forget } = input;
  if (!isTask(task)) throw wrong('BatchInput.task', task);
  if (task === 'forget' && !isName(forget)) throw wrong('BatchInput.forget', forget);
  if (typeof force !== 'boolean') throw wrong('BatchInput.force', force);
  const start = new Date(typeof began === 'string' ? began : Number.NaN);
  if (Number.isNaN(start.getTime())) throw wrong('BatchInput.began', began);
  if (!Array.isArray(Items)) throw wrong('Items', Items);
  return {
    ...{ task, force, began: start },
    sources: task === 'forget' ? [] : sourcesIn(input),
    ...(task === 'forget' && isName(forget) && { forget }),
    objects: Items.map((item, i) => listedOf(item, `Items[${i}]`)),
    crashed: crashed !== undefined,
  };
}

/** A list of sources, one source of such a list, or the prefix of the only source. */
function sourcesIn({ sources, ...one }: Readonly<Record<string, unknown>>): BatchSource[] {
  if (sources === undefined) return [sourceIn(one, 'BatchInput')];
  if (!Array.isArray(sources)) throw wrong('BatchInput.sources', sources);
  return sources.map((source, i) => {
    const path = `BatchInput.sources[${i}]`;
    const { bucket, prefix } = fieldsOf(source, path);
    if (!isName(bucket)) throw wrong(`${path}.bucket`, bucket);
    return sourceIn({ bucket, prefix }, path);
  });
}

function sourceIn({ bucket, prefix }: Readonly<Record<string, unknown>>, path: string): BatchSource {
  if (bucket !== undefined && !isName(bucket)) throw wrong(`${path}.bucket`, bucket);
  if (typeof prefix !== 'string') throw wrong(`${path}.prefix`, prefix);
  return { bucket, prefix };
}

const isName = (value: unknown): value is string => typeof value === 'string' && value !== '';

const isTask = (value: unknown): value is Task => TASKS.some((task) => task === value);

function listedOf(item: unknown, path: string): Listed {
  const { Key, Etag, Size, LastModified } = fieldsOf(item, path);
  if (typeof Key !== 'string' || Key === '') throw wrong(`${path}.Key`, Key);
  if (typeof Etag !== 'string') throw wrong(`${path}.Etag`, Etag);
  if (typeof Size !== 'number') throw wrong(`${path}.Size`, Size);
  if (typeof LastModified !== 'number') throw wrong(`${path}.LastModified`, LastModified);
  return {
    key: Key,
    etag: unquoted(Etag),
    size: Size,
    lastModified: new Date(Math.floor(LastModified) * 1000),
  };
}

function fieldsOf(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>;
  throw wrong(path, value);
}

/** Characters of a wrong value that the error quotes. */
const MAX_QUOTED = 200;

const wrong = (path: string, value: unknown): EventRefused =>
  new EventRefused(`${path} is ${(JSON.stringify(value) ?? 'missing').slice(0, MAX_QUOTED)}`);
