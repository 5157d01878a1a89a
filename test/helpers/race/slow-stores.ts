import { memoryStore } from '../../../lib/stores/memory.ts';
import { type Store, StoreFailure } from '../../../lib/stores/store.ts';
import { Archived } from '../fake-extract.ts';
import type { Plot } from './plot.ts';

/** Time in steps, and the syncs that are running. */
export interface Clock {
  now(): number;
  /** Waits for one step, or longer if the plot delays this request. */
  step(label: string): Promise<void>;
  /** Does `work` as one sync that started at `since`. */
  running<T>(work: () => Promise<T>, since?: number): Promise<T>;
  /** When the oldest running sync started. */
  oldest(): number;
}

/** The clock of a plot. */
export function plotClock({ scheduler, delays }: Plot): Clock {
  let requests = 0;
  let time = 0;
  const live = new Set<{ readonly since: number }>();
  return {
    now: () => time,
    step: async (label) => {
      const steps = 1 + (delays[requests++] ?? 0);
      for (let i = 0; i < steps; i++) {
        await scheduler.schedule(Promise.resolve(), label);
        time++;
      }
    },
    running: async (work, since = time) => {
      const sync = { since };
      live.add(sync);
      return work().finally(() => live.delete(sync));
    },
    oldest: () => Math.min(time, ...[...live].map(({ since }) => since)),
  };
}

/** A request that waits before it takes effect, and again afterwards. */
async function slowly<T>(clock: Clock, label: string, effect: () => Promise<T>): Promise<T> {
  await clock.step(`before ${label}`);
  const result = await effect().then(
    (value) => () => value,
    (error: unknown) => () => {
      throw error;
    },
  );
  await clock.step(`after ${label}`);
  return result();
}

/** The source. `inner` is changed directly; syncs access it through slow requests. */
export function slowSource(clock: Clock) {
  const inner = memoryStore({ contentEtags: true });
  const archive = { isArchived: false };
  const store: Store = {
    ...inner,
    head: (key) =>
      slowly(clock, 'source head', async () => {
        const head = await inner.head(key);
        return head && archive.isArchived ? { ...head, archived: 'GLACIER' } : head;
      }),
    read: (...args) =>
      slowly(clock, 'source read', async () => {
        const { isArchived } = archive;
        const read = await inner.read(...args);
        if (isArchived) throw new Archived();
        return read;
      }),
  };
  return { inner, archive, store };
}

/** A lake with slow requests, whose writes and removals meet the fates of the plot. */
export function fatefulLake(clock: Clock, inner: Store, { fates, onLakeChange }: Plot) {
  const late: Promise<unknown>[] = [];
  let changes = 0;
  const change = async <T>(label: string, effect: () => Promise<T>): Promise<T> => {
    const fate = fates[changes++] ?? 'arrives';
    const dead = new StoreFailure('lake', new Error('connection reset'));
    const takeEffect = async (): Promise<T> => {
      const result = await effect();
      await onLakeChange?.(inner);
      return result;
    };
    if (fate === 'late') {
      const arrival = () => slowly(clock, `late ${label}`, takeEffect).catch(() => {});
      late.push(clock.running(arrival, clock.oldest()));
      throw dead;
    }
    const result = await slowly(clock, `lake ${label}`, async () => {
      if (fate === 'fails') throw dead;
      return takeEffect();
    });
    if (fate === 'unacknowledged') throw dead;
    return result;
  };
  const store: Store = {
    ...inner,
    head: (key) => slowly(clock, 'lake head', () => inner.head(key)),
    read: (...args) => slowly(clock, 'lake read', () => inner.read(...args)),
    remove: (...args) => change('remove', () => inner.remove(...args)),
    write: (...args) => change('write', () => inner.write(...args)),
  };
  return { store, late };
}
