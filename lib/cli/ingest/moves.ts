// Moves misplaced lake objects at the beginning of an ingest.

import type { IngestCache } from '../../engines/cache/ingest-cache.ts';
import type { LakeIndex } from '../../lake/sweep/lake-index.ts';
import { moveMisplacedObjects } from '../../lake/sweep/move-misplaced.ts';
import type { Store } from '../../stores/store.ts';
import { progress } from '../terminal/progress.ts';
import { addMoved, type IngestReport } from './report.ts';
import { yieldSometimes } from './yield.ts';

/** A lake, and everything to update when its objects move. */
export interface MoveContext {
  /** The lake's folder, and its store. */
  readonly folder: string;
  readonly lake: Store;
  readonly index: LakeIndex;
  readonly cache: IngestCache;
  /** Paths of damaged objects; kept up to date. */
  readonly damaged: Set<string>;
  readonly report: IngestReport;
  readonly signal: AbortSignal;
}

/** Moves all misplaced lake objects, such as those of an earlier release, whatever is ingested. */
export async function moveMisplaced(context: MoveContext): Promise<void> {
  const { folder, lake, index, cache, damaged, report, signal } = context;
  const line = progress('lake objects moved');
  let done = 0;
  try {
    for await (const moved of moveMisplacedObjects(lake, index, signal)) {
      addMoved(report, folder, moved);
      line.step(++done, index.misplaced.length);
      await yieldSometimes(done);
      if (moved.error !== undefined) continue;
      if (damaged.delete(moved.from)) damaged.add(moved.to);
      await cache.remove(moved.from);
      await cache.add(moved.to);
    }
  } finally {
    line.clear();
  }
}
