import { reconcile } from '../../../lib/lake/sync/reconcile.ts';
import { SourceChanging, SyncConflict, type SyncOptions, sync } from '../../../lib/lake/sync/sync.ts';
import { syncAndMove } from '../../../lib/lake/sync/sync-and-move.ts';
import { type Store, StoreFailure } from '../../../lib/stores/store.ts';
import { derivingExtract, fakeExtract } from '../fake-extract.ts';
import { listed } from '../store.ts';
import { disagreement, FILE, FORMER_KEY, LAKE_KEY, outdatedLake, putMisplaced } from './lake.ts';
import type { Mutation, Plot } from './plot.ts';
import { type Clock, fatefulLake, plotClock, slowSource } from './slow-stores.ts';

// One source file is changed, while events of its changes, sweeps and reconciles run the real sync concurrently. A
// scheduler chooses which request continues. Each waits before it takes effect, and again afterwards.

/** Milliseconds: more than a tombstone is kept. */
const TOMBSTONE_AGE = 30 * 86_400_000;

/** The rules of sweeps and reconciles, if they are not those of events. */
export const OTHER_RULES = '0123456789abcdef';

/** Plays a plot to its end. Returns what is wrong with the lake then; undefined if nothing is. */
export async function play(plot: Plot, inner: Store, mutation: Mutation = {}): Promise<string | undefined> {
  const { scheduler, changes, moves = false, outdated = [], derives = false } = plot;
  const clock = plotClock(plot);
  const source = slowSource(clock);
  const lake = fatefulLake(clock, inner, plot);
  const options: SyncOptions = {
    source: source.store,
    lake: mutation.lake?.(lake.store, source.inner) ?? lake.store,
    extract: fakeExtract,
    file: FILE,
    now: () => new Date(clock.now()),
    sleep: () => clock.step('back-off'),
    random: () => 0,
  };
  const sweeping = derives ? { ...options, extract: derivingExtract(OTHER_RULES) } : options;
  const actors = actorsOf(options, sweeping, { clock, mutation, files: source.inner });

  if (moves) await putMisplaced(source.inner, inner);
  const runs: Promise<void>[] = [
    ...Array.from({ length: plot.sweeps }, actors.sweep),
    ...Array.from({ length: plot.reconciles ?? 0 }, actors.reconcileAll),
    ...Array.from({ length: plot.late ?? 0 }, () => actors.deliver()),
  ];
  let events = 0;
  const playAll = async (): Promise<void> => {
    events = await changeSource(plot, source, (isOutdated) => runs.push(actors.deliver(isOutdated)));
    await Promise.all(runs);
    await Promise.all(lake.late);
  };
  await scheduler.waitFor(playAll());

  const wrong = await disagreement(source.inner, inner, source.archive.isArchived);
  const isOutdated = outdated.slice(0, changes.length).includes(true);
  // without an event, a misplaced object stays where it is until a reconcile; outdated functions write there
  if (!(moves || isOutdated) || (!isOutdated && events > 0 && wrong !== undefined)) return wrong;
  await scheduler.waitFor(reconcileAtLast({ ...sweeping, lake: inner }));
  if ((await inner.head(FORMER_KEY)) !== undefined) return 'rows at the former key';
  return disagreement(source.inner, inner, source.archive.isArchived);
}

/** Makes the changes of a plot, each followed by the delivery of its events. Returns how many changes had events. */
async function changeSource(
  { scheduler, changes, quiet, deliveries, outdated = [] }: Plot,
  { inner, archive }: ReturnType<typeof slowSource>,
  deliver: (isOutdated: boolean | undefined) => void,
): Promise<number> {
  let events = 0;
  for (const [i, change] of changes.entries()) {
    for (let step = quiet[i] ?? 0; step >= 0; step--)
      await scheduler.schedule(Promise.resolve(), change.kind);
    const head = await inner.head(FILE.key);
    if (change.kind === 'put') {
      archive.isArchived = change.archived;
      await inner.write(FILE.key, Buffer.from(change.content), { ifMatch: head?.etag ?? null });
    } else if (change.kind === 'delete') {
      if (head !== undefined) await inner.remove(FILE.key, { ifMatch: head.etag });
    } else {
      archive.isArchived = change.kind === 'archive';
      // there is no event when an object is archived
      if (archive.isArchived) continue;
    }
    events++;
    for (let n = 0; n < (deliveries[i] ?? 1); n++) deliver(outdated[i]);
  }
  return events;
}

interface Stage {
  readonly clock: Clock;
  readonly mutation: Mutation;
  /** The source without delays. */
  readonly files: Store;
}

/** What runs at the same time. Each may only fail in the ways that a store may fail. */
function actorsOf(options: SyncOptions, sweeping: SyncOptions, { clock, mutation, files }: Stage) {
  const handleEvent = (isOutdated: boolean): Promise<unknown> =>
    isOutdated
      ? sync({ ...options, lake: outdatedLake(options.lake) })
      : (mutation.event ?? syncAndMove)(options);

  /** An event, which is delivered again until its handling succeeds. */
  const deliver = async (isOutdated = false): Promise<void> => {
    for (;;) {
      await clock.step('delivery');
      try {
        await clock.running(() => handleEvent(isOutdated));
        return;
      } catch (error) {
        if (!isFailure(error)) throw error;
      }
    }
  };
  const sweep = async (): Promise<void> => {
    await clock.step('sweep');
    const [file] = await listed(files);
    // a sweep may have a listing, which may be old by now
    if (sweeping !== options) await clock.step('listed');
    const isListed = sweeping !== options && file !== undefined && clock.now() % 2 === 0;
    const sweep = { ...sweeping, sweep: true, ...(isListed && { listed: file }) };
    await clock.running(() => syncAndMove(sweep)).catch(ignoreFailure);
  };
  /** Reconciles both keys. It removes tombstones that are older than any running sync. */
  const reconcileAll = async (): Promise<void> => {
    await clock.step('reconcile');
    for (const lakeKey of [LAKE_KEY, FORMER_KEY]) {
      let calls = 0;
      // the first call is about the age of a tombstone, a later one about the time of a deletion
      const age = (): number => (mutation.expireAtOnce ? 8.64e15 : clock.oldest() + TOMBSTONE_AGE);
      const now = (): Date => new Date(calls++ > 0 ? clock.now() : age());
      await clock
        .running(() => reconcile({ ...reconcileOptions(sweeping, lakeKey), now }))
        .catch(ignoreFailure);
    }
  };
  return { deliver, sweep, reconcileAll };
}

async function reconcileAtLast(options: SyncOptions): Promise<void> {
  for (const lakeKey of [FORMER_KEY, LAKE_KEY]) await reconcile(reconcileOptions(options, lakeKey));
}

const reconcileOptions = ({ source, ...options }: SyncOptions, lakeKey: string) => ({
  ...{ ...options, lakeKey, sourceOf: () => source },
});

const isFailure = (error: unknown): boolean =>
  [SyncConflict, SourceChanging, StoreFailure].some((kind) => error instanceof kind);

const ignoreFailure = (error: unknown): void => {
  if (!isFailure(error)) throw error;
};
