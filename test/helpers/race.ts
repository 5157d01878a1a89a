import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import fc, { type Scheduler } from 'fast-check';
import { formerLakeKey } from '../../lib/lake/former-naming.ts';
import { lakeKey } from '../../lib/lake/naming.ts';
import { fromMetadata, toMetadata } from '../../lib/lake/object.ts';
import { reconcile } from '../../lib/lake/sync/reconcile.ts';
import { SourceChanging, SyncConflict, type SyncOptions, sync } from '../../lib/lake/sync/sync.ts';
import { syncAndMove } from '../../lib/lake/sync/sync-and-move.ts';
import { withStamp } from '../../lib/stores/gzip-metadata.ts';
import { memoryStore } from '../../lib/stores/memory.ts';
import { type Store, StoreFailure } from '../../lib/stores/store.ts';
import { Archived, fakeExtract } from './fake-extract.ts';

// A world in which one source object is changed, and events of its changes and sweeps run the real sync side
// by side. A scheduler picks which request goes on next; each waits before it takes effect and after.

export type Change =
  /** Identical contents have identical ETags. An archived object cannot be read. */
  | { readonly kind: 'put'; readonly content: string; readonly archived: boolean }
  | { readonly kind: 'delete' | 'archive' | 'restore' };

/** What becomes of a write or deletion in the lake, besides being refused. */
export type Fate =
  | 'arrives'
  /** It fails, and has no effect. */
  | 'fails'
  /** It takes effect, but its run dies before it learns of that. */
  | 'unacknowledged'
  /** Its run dies; it takes effect at any time later. */
  | 'late';

export interface Plot {
  readonly scheduler: Scheduler;
  readonly changes: readonly Change[];
  /** How many turns go by before each change. */
  readonly quiet: readonly number[];
  /** How many times the event of each change is delivered. */
  readonly deliveries: readonly number[];
  readonly sweeps: number;
  /** How many runs look from the lake's side. */
  readonly reconciles?: number;
  /** Whether the file is there from the beginning, with its rows where they were up to 0.1.0. */
  readonly moves?: boolean;
  /** Which deliveries, of each change, go to a function of 0.1.0, which knows the old place alone. */
  readonly outdated?: readonly boolean[];
  /** How many events of earlier changes come late. */
  readonly late?: number;
  /** Called with the lake after each change. */
  readonly onChange?: (lake: Store) => Promise<void>;
  readonly fates: readonly Fate[];
  /** How many turns each request is passed over: some are very slow. */
  readonly delays: readonly number[];
}

/** What may be made wrong, so that it is seen whether the property finds it. */
export interface Mutation {
  /** Wraps the lake's store. */
  readonly lake?: (lake: Store, source: Store) => Store;
  /** Replaces sync in runs of events. */
  readonly event?: (options: SyncOptions) => Promise<unknown>;
  /** Tombstones are old at once, whoever may still be under way. */
  readonly noAge?: boolean;
}

export const PLACE = { bucket: 'archive', key: 'n:1/a.fits' };
const LAKE_KEY = lakeKey(PLACE);
const OLD_KEY = formerLakeKey(PLACE);
/** Milliseconds: more than a tombstone stays. */
const AGE = 30 * 86_400_000;

const puts = (archived: fc.Arbitrary<boolean>): fc.Arbitrary<Change> =>
  fc.record({ kind: fc.constant('put'), content: fc.constantFrom('a', 'a', 'b'), archived });
const gone = fc.constant<Change>({ kind: 'delete' });

/** Few contents, so that states and their ETags come back. */
const anyChanges: fc.Arbitrary<Change[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: puts(fc.constant(false)) },
    { weight: 5, arbitrary: gone },
    { weight: 1, arbitrary: puts(fc.constant(true)) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('archive' as const, 'restore' as const) }) },
  ),
  { minLength: 1, maxLength: 5 },
);

/** A file is removed and put back as it was, or as it was but archived. */
const removedAndBack: fc.Arbitrary<Change[]> = fc
  .tuple(fc.constantFrom('a', 'b'), fc.boolean())
  .map(([content, archived]) => [
    { kind: 'put', content, archived: false },
    { kind: 'delete' },
    { kind: 'put', content, archived },
  ]);

const LENGTHY = { minLength: 40, maxLength: 40 };

export const plots: fc.Arbitrary<Plot> = fc.record({
  scheduler: fc.scheduler(),
  changes: fc.oneof(anyChanges, removedAndBack),
  quiet: fc.array(fc.constantFrom(0, 10, 25), { minLength: 5, maxLength: 5 }),
  deliveries: fc.array(fc.constantFrom(1, 1, 1, 2), { minLength: 5, maxLength: 5 }),
  sweeps: fc.constantFrom(0, 0, 1, 2),
  fates: fc.oneof(
    fc.constant([]),
    fc.array(fc.constantFrom<Fate>('arrives', 'arrives', 'fails', 'unacknowledged', 'late'), {
      maxLength: 6,
    }),
  ),
  delays: fc.array(fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.constantFrom(5, 25, 40)), LENGTHY),
});

/**
 * The lake's store as S3's is: an ETag is made of the bytes, which a mark in each body keeps from coming back.
 */
export function s3Lake(): Store {
  const inner = memoryStore({ contentEtags: true });
  return {
    ...inner,
    write: (key, body, options) =>
      inner.write(key, withStamp(body, { mark: randomUUID(), metadata: options.metadata ?? {} }), options),
  };
}

/** Plays a plot to its end; gives what is wrong with the lake then, or undefined. */
export async function play(plot: Plot, inner: Store, mutation: Mutation = {}): Promise<string | undefined> {
  const { scheduler, changes, quiet, deliveries, sweeps, fates, delays } = plot;
  const { reconciles = 0, moves = false, outdated = [], onChange } = plot;
  const source = memoryStore({ contentEtags: true });
  let archived = false;
  let request = 0;
  /** The clock: a millisecond a turn. */
  let time = 0;
  const turns = async (label: string): Promise<void> => {
    const count = 1 + (delays[request++] ?? 0);
    for (let i = 0; i < count; i++) {
      await scheduler.schedule(Promise.resolve(), label);
      time++;
    }
  };
  /** Runs under way, and when each began. */
  const live = new Set<{ readonly since: number }>();
  const oldest = (): number => Math.min(time, ...[...live].map(({ since }) => since));
  const running = async <T>(run: () => Promise<T>, since = time): Promise<T> => {
    const me = { since };
    live.add(me);
    return run().finally(() => live.delete(me));
  };
  /** A request that waits before it takes effect, and after. */
  const slow = async <T>(label: string, effect: () => Promise<T>): Promise<T> => {
    await turns(`before ${label}`);
    const result = await effect().then(
      (value) => () => value,
      (error: unknown) => () => {
        throw error;
      },
    );
    await turns(`after ${label}`);
    return result();
  };

  const seenSource: Store = {
    ...source,
    head: (key) =>
      slow('source head', async () => {
        const head = await source.head(key);
        return head && archived ? { ...head, archived: 'GLACIER' } : head;
      }),
    read: (...args) =>
      slow('source read', async () => {
        const shut = archived;
        const read = await source.read(...args);
        if (shut) throw new Archived();
        return read;
      }),
  };
  const late: Promise<unknown>[] = [];
  const changed = async <T>(result: T): Promise<T> => {
    await onChange?.(inner);
    return result;
  };
  let written = 0;
  /** Does what changes the lake; it may fail, or die before or after. */
  const fateful = async <T>(label: string, effect: () => Promise<T>): Promise<T> => {
    const fate = fates[written++] ?? 'arrives';
    const dead = new StoreFailure('lake', new Error('connection reset'));
    const effected = () => effect().then(changed);
    if (fate === 'late') {
      late.push(running(() => slow(`late ${label}`, effected).catch(() => {}), oldest()));
      throw dead;
    }
    const result = await slow(`lake ${label}`, async () => {
      if (fate === 'fails') throw dead;
      return effected();
    });
    if (fate === 'unacknowledged') throw dead;
    return result;
  };
  const faulty: Store = {
    ...inner,
    head: (key) => slow('lake head', () => inner.head(key)),
    read: (...args) => slow('lake read', () => inner.read(...args)),
    remove: (...args) => fateful('remove', () => inner.remove(...args)),
    write: (...args) => fateful('write', () => inner.write(...args)),
  };
  const options: SyncOptions = {
    source: seenSource,
    lake: mutation.lake?.(faulty, source) ?? faulty,
    extract: fakeExtract,
    file: PLACE,
    now: () => new Date(time),
    sleep: () => turns('back-off'),
    random: () => 0,
  };

  const deliver = async (isOutdated = false): Promise<void> => {
    for (;;) {
      await turns('delivery');
      try {
        await running(() =>
          isOutdated
            ? sync({ ...options, lake: outdatedLake(options.lake) })
            : (mutation.event ?? syncAndMove)(options),
        );
        return;
      } catch (error) {
        if (!isFailure(error)) throw error;
      }
    }
  };
  const sweep = async (): Promise<void> => {
    await turns('sweep');
    await running(() => syncAndMove({ ...options, sweep: true })).catch((error: unknown) => {
      if (!isFailure(error)) throw error;
    });
  };
  /** From the lake's side: it deletes tombstones that are older than any run under way. */
  const look = async (): Promise<void> => {
    await turns('reconcile');
    for (const key of [LAKE_KEY, OLD_KEY]) {
      let asked = 0;
      // asked how old a tombstone is, then, it may be, when the file went
      const now = (): Date => new Date(asked++ > 0 ? time : mutation.noAge ? 8.64e15 : oldest() + AGE);
      const one = { ...options, lakeKey: key, bucket: PLACE.bucket, wants: () => true, now };
      await running(() => reconcile(one)).catch((error: unknown) => {
        if (!isFailure(error)) throw error;
      });
    }
  };
  if (moves) await placed(source, inner);
  const runs: Promise<void>[] = [
    ...Array.from({ length: sweeps }, sweep),
    ...Array.from({ length: reconciles }, look),
    ...Array.from({ length: plot.late ?? 0 }, () => deliver()),
  ];
  let events = 0;
  const change = async (): Promise<void> => {
    for (const [i, what] of changes.entries()) {
      for (let turn = quiet[i] ?? 0; turn >= 0; turn--)
        await scheduler.schedule(Promise.resolve(), what.kind);
      const head = await source.head(PLACE.key);
      if (what.kind === 'put') {
        archived = what.archived;
        await source.write(PLACE.key, Buffer.from(what.content), { ifMatch: head?.etag ?? null });
      } else if (what.kind === 'delete') {
        if (head !== undefined) await source.remove(PLACE.key, { ifMatch: head.etag });
      } else {
        archived = what.kind === 'archive';
        // nobody is told that an object was archived
        if (archived) continue;
      }
      events++;
      for (let n = 0; n < (deliveries[i] ?? 1); n++) runs.push(deliver(outdated[i]));
    }
  };
  const all = async (): Promise<void> => {
    await change();
    await Promise.all(runs);
    await Promise.all(late);
  };
  await scheduler.waitFor(all());
  const wrong = await disagreement(source, inner, archived);
  // until an event or a whole run has come to it there is nothing in the right place
  const isOutdated = outdated.slice(0, changes.length).includes(true);
  if (!(moves || isOutdated) || (!isOutdated && events > 0 && wrong !== undefined)) return wrong;
  const again = { ...options, lake: inner, source: seenSource, bucket: PLACE.bucket, wants: () => true };
  await scheduler.waitFor(
    (async () => {
      for (const key of [OLD_KEY, LAKE_KEY]) await reconcile({ ...again, lakeKey: key });
    })(),
  );
  if ((await inner.head(OLD_KEY)) !== undefined) return 'rows in the old place';
  return disagreement(source, inner, archived);
}

/** The lake as a function of 0.1.0 sees it: everything about the file is in the old place. */
const outdatedLake = (lake: Store): Store => {
  const place = (key: string): string => (key === LAKE_KEY ? OLD_KEY : key);
  return {
    list: lake.list,
    head: (key) => lake.head(place(key)),
    read: (key, ...range) => lake.read(place(key), ...range),
    write: (key, ...object) => lake.write(place(key), ...object),
    remove: (key, ...how) => lake.remove(place(key), ...how),
  };
};

/** Puts the file into the source, and its rows into an old place. */
async function placed(source: Store, lake: Store): Promise<void> {
  await source.write(PLACE.key, Buffer.from('a'), { ifMatch: null });
  const { head, body, faults, readable } = await fakeExtract(source, PLACE);
  const { etag: sourceEtag, lastModified, size } = head;
  const made = {
    kind: 'rows',
    ...PLACE,
    generation: 1,
    revision: 1,
    sourceEtag,
    lastModified,
    size,
  } as const;
  const metadata = toMetadata({ ...made, readable, faults: faults.length });
  await lake.write(OLD_KEY, body, { ifMatch: null, metadata });
}

const isFailure = (error: unknown): boolean =>
  [SyncConflict, SourceChanging, StoreFailure].some((kind) => error instanceof kind);

/** Whether the lake has rows of the file as it was placed, wherever they are. */
export async function hasFirstRows(lake: Store): Promise<boolean> {
  for (const key of [OLD_KEY, LAKE_KEY]) {
    const state = fromMetadata((await lake.head(key))?.metadata ?? {});
    if (state?.kind !== 'rows' || !state.readable) continue;
    const body = gunzipSync((await lake.read(key, 0, 10_000)).bytes).toString();
    if (body.endsWith('\na')) return true;
  }
  return false;
}

/** How the lake differs from the source. */
async function disagreement(source: Store, lake: Store, archived: boolean) {
  const present = await source.head(PLACE.key);
  const object = await lake.head(LAKE_KEY);
  const state = fromMetadata(object?.metadata ?? {});
  if (present === undefined) {
    return state?.kind === 'tombstone' || object === undefined ? undefined : 'rows of a file that is gone';
  }
  if (state?.kind !== 'rows') return `${state?.kind ?? 'nothing'} instead of rows`;
  if (state.sourceEtag !== present.etag) return 'rows of another state';
  if (!state.readable) return archived ? undefined : 'the fault of an archived object that is restored';
  const content = Buffer.from((await source.read(PLACE.key, 0, 100)).bytes).toString();
  const body = gunzipSync((await lake.read(LAKE_KEY, 0, 10_000)).bytes).toString();
  return body.endsWith(`\n${content}`) ? undefined : 'rows that are not of its state';
}
