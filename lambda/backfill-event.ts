import type { Task } from '../lib/lake/batch-report.ts';
import { unquoted } from '../lib/stores/s3-head.ts';
import type { Listed } from '../lib/stores/store.ts';

/** A batch of a listing, and what is to be done with it. */
export interface Batch {
  readonly task: Task;
  /** How keys of the source begin that this run is about. */
  readonly prefix: string;
  /** Read everything again. */
  readonly force: boolean;
  /** When the run began. */
  readonly began: Date;
  readonly objects: readonly Listed[];
  /** The function failed as a whole at these objects just now. */
  readonly crashed: boolean;
}

/** The function was given something that is no batch of a backfill. */
export class EventRefused extends Error {
  override readonly name = 'EventRefused';
  constructor(why: string) {
    super(`this is no batch of a backfill: ${why}`);
  }
}

/**
 * Reads what Step Functions hands to the function: `{ BatchInput, Items }`, where an item is an object as ListObjectsV2
 * lists it, with its time in seconds since 1970.
 * Source: AWS Step Functions Developer Guide, "ItemBatcher (Map)", "ItemReader (Map)".
 *
 * @throws EventRefused
 */
export function batchOf(event: unknown): Batch {
  const { BatchInput, Items, crashed } = fields(event, 'the event');
  const { task, prefix, force, began } = fields(BatchInput, 'BatchInput');
  if (task !== 'backfill' && task !== 'reconcile') throw new EventRefused(`its task is ${quoted(task)}`);
  if (typeof prefix !== 'string') throw new EventRefused(`its prefix is ${quoted(prefix)}`);
  if (typeof force !== 'boolean') throw new EventRefused(`its force is ${quoted(force)}`);
  const since = new Date(typeof began === 'string' ? began : Number.NaN);
  if (Number.isNaN(since.getTime())) throw new EventRefused(`it began at ${quoted(began)}`);
  if (!Array.isArray(Items)) throw new EventRefused('it has no Items');
  return {
    ...{ task, prefix, force, began: since },
    objects: Items.map(listed),
    crashed: crashed !== undefined,
  };
}

function listed(item: unknown, i: number): Listed {
  const where = `Items[${i}]`;
  const { Key, Etag, Size, LastModified } = fields(item, where);
  if (typeof Key !== 'string' || Key === '') throw new EventRefused(`${where}.Key is ${quoted(Key)}`);
  if (typeof Etag !== 'string') throw new EventRefused(`${where}.Etag is ${quoted(Etag)}`);
  if (typeof Size !== 'number') throw new EventRefused(`${where}.Size is ${quoted(Size)}`);
  if (typeof LastModified !== 'number')
    throw new EventRefused(`${where}.LastModified is ${quoted(LastModified)}`);
  return {
    key: Key,
    etag: unquoted(Etag),
    size: Size,
    lastModified: new Date(Math.floor(LastModified) * 1000),
  };
}

function fields(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>;
  throw new EventRefused(`${what} is ${quoted(value)}`);
}

const quoted = (value: unknown): string => (JSON.stringify(value) ?? 'missing').slice(0, 200);
