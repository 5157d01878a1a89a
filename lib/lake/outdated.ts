import { DEFAULT_SETTINGS, type DerivationSettings } from '../sky/rules.ts';
import type { Store } from '../stores/store.ts';
import { digestOf } from './derivation.ts';
import { EXTRACTOR_REVISION } from './extraction.ts';
import { HEADERS, lakeKey } from './naming.ts';
import { fromMetadata } from './object.ts';

/** How many lake objects are out of date: a sweep derives their rows again, reads their files again, or moves them. */
export interface Outdated {
  /** Those of an earlier release. */
  readonly earlier: number;
  /** Those of this release whose rows were derived with other settings. */
  readonly otherRules: number;
  /** Those that are not where they belong, with rows or not: a sweep of anything moves them. */
  readonly misplaced: number;
}

/** Counts the lake objects that are out of date, from their metadata. */
export async function countOutdated(
  lake: Store,
  settings: DerivationSettings = DEFAULT_SETTINGS,
  collectionDepth = 1,
): Promise<Outdated> {
  const digest = digestOf(settings);
  let [earlier, otherRules, misplaced] = [0, 0, 0];
  for await (const object of lake.list(HEADERS)) {
    const state = fromMetadata(object.metadata ?? (await lake.head(object.key))?.metadata ?? {});
    if (state !== undefined && lakeKey(state, collectionDepth) !== object.key) misplaced++;
    if (state?.kind !== 'rows') continue;
    if (state.revision < EXTRACTOR_REVISION) earlier++;
    else if (state.revision === EXTRACTOR_REVISION && (state.rules ?? '') !== digest) otherRules++;
  }
  return { earlier, otherRules, misplaced };
}
