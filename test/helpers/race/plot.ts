import fc, { type Scheduler } from 'fast-check';
import type { SyncOptions } from '../../../lib/lake/sync/sync.ts';
import type { Store } from '../../../lib/stores/store.ts';

/** A change of the source file. */
export type Change =
  /** The same content has the same ETag. An archived file cannot be read. */
  | { readonly kind: 'put'; readonly content: string; readonly archived: boolean }
  | { readonly kind: 'delete' | 'archive' | 'restore' };

/** What happens to a write or removal in the lake, other than a refusal. */
export type Fate =
  | 'arrives'
  /** It fails without an effect. */
  | 'fails'
  /** It takes effect, but its sync dies before it learns this. */
  | 'unacknowledged'
  /** Its sync dies, and it takes effect at any time later. */
  | 'late';

/** What happens to one source file and its lake object, in which order, and what goes wrong. */
export interface Plot {
  /** Chooses which request continues. */
  readonly scheduler: Scheduler;
  readonly changes: readonly Change[];
  /** How many steps pass before each change. */
  readonly quiet: readonly number[];
  /** How many times the event of each change is delivered. */
  readonly deliveries: readonly number[];
  readonly sweeps: number;
  readonly reconciles?: number;
  /** Whether the file exists from the start, with a lake object where release 0.1.0 put it. */
  readonly moves?: boolean;
  /** For each change, whether its events go to a function of release 0.1.0, which only knows the former lake key. */
  readonly outdated?: readonly boolean[];
  /** Whether sweeps and reconciles have other rules than events, and so derive rows again that events wrote. */
  readonly derives?: boolean;
  /** How many events of earlier changes arrive late. */
  readonly late?: number;
  /** Called with the lake after each change of it. */
  readonly onLakeChange?: (lake: Store) => Promise<void>;
  readonly fates: readonly Fate[];
  /** For each request, by how many steps it is delayed. Some are very slow. */
  readonly delays: readonly number[];
}

/** A deliberate mistake, to check that the property finds it. */
export interface Mutation {
  /** Wraps the store of the lake. */
  readonly lake?: (lake: Store, source: Store) => Store;
  /** Replaces the sync of events. */
  readonly event?: (options: SyncOptions) => Promise<unknown>;
  /** Tombstones expire at once, even if slower syncs are running. */
  readonly expireAtOnce?: boolean;
}

const puts = (archived: fc.Arbitrary<boolean>): fc.Arbitrary<Change> =>
  fc.record({ kind: fc.constant('put'), content: fc.constantFrom('a', 'a', 'b'), archived });
const deletion = fc.constant<Change>({ kind: 'delete' });

/** Few contents, so that states and their ETags return. */
const anyChanges: fc.Arbitrary<Change[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: puts(fc.constant(false)) },
    { weight: 5, arbitrary: deletion },
    { weight: 1, arbitrary: puts(fc.constant(true)) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('archive' as const, 'restore' as const) }) },
  ),
  { minLength: 1, maxLength: 5 },
);

/** A file is deleted and put back as it was, perhaps archived. */
const deletedAndPutBack: fc.Arbitrary<Change[]> = fc
  .tuple(fc.constantFrom('a', 'b'), fc.boolean())
  .map(([content, archived]) => [
    { kind: 'put', content, archived: false },
    { kind: 'delete' },
    { kind: 'put', content, archived },
  ]);

const REQUESTS = { minLength: 40, maxLength: 40 };

/** Plots of all kinds, for properties that have to hold whatever happens. */
export const plots: fc.Arbitrary<Plot> = fc.record({
  scheduler: fc.scheduler(),
  changes: fc.oneof(anyChanges, deletedAndPutBack),
  quiet: fc.array(fc.constantFrom(0, 10, 25), { minLength: 5, maxLength: 5 }),
  deliveries: fc.array(fc.constantFrom(1, 1, 1, 2), { minLength: 5, maxLength: 5 }),
  sweeps: fc.constantFrom(0, 0, 1, 2),
  fates: fc.oneof(
    fc.constant([]),
    fc.array(fc.constantFrom<Fate>('arrives', 'arrives', 'fails', 'unacknowledged', 'late'), {
      maxLength: 6,
    }),
  ),
  delays: fc.array(fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.constantFrom(5, 25, 40)), REQUESTS),
});
