import { DEFAULT_CONCURRENCY } from '../../../lib/deployment/limits.ts';
import { hasFitsSuffix } from '../../../lib/lake/suffixes.ts';
import { memoryStore } from '../../../lib/stores/memory.ts';
import { runMachine } from '../backfill-machine.ts';
import { farAway, farCatalog } from '../latency.ts';
import { measureHere } from '../measure.ts';
import type { Part } from '../part.ts';
import type { Row } from '../result.ts';
import { fitsFile } from '../set.ts';

/** Milliseconds per request. */
const LATENCY = 20;

/** A backfill, of which all functions run in this one process. A second run finds nothing changed. */
export const BACKFILL: Part = {
  files: 5000,
  about:
    `runs the state machine of a backfill over files of 3 HDUs with 150 cards each, with ${DEFAULT_CONCURRENCY} batches at ` +
    `once, ${LATENCY} ms per request and both buckets in memory; and again, when nothing has changed`,
  run: async function* ({ files }) {
    const [source, lake] = [memoryStore(), memoryStore()];
    for (let i = 0; i < files; i++)
      await source.write(`night-${i % 4}/f${i}.fits`, fitsFile(i, 3), { ifMatch: null });
    const addPartition = farCatalog(LATENCY);
    const run = async (what: string, began: Date): Promise<Row> => {
      const far = { source: farAway(source, LATENCY), lake: farAway(lake, LATENCY) };
      const context = {
        sources: [{ bucket: 'archive', prefix: '' }],
        ...{ sourceOf: () => far.source.store, lake: far.lake.store, collectionDepth: 1 },
        ...{ addPartition, wants: ({ key }: { readonly key: string }) => hasFitsSuffix(key) },
      };
      const { cpu, wall } = await measureHere(() =>
        runMachine({ context, listing: { source, lake }, began, atOnce: DEFAULT_CONCURRENCY }),
      );
      const perFile = (requests: number): string => (requests / files).toFixed(2);
      return {
        what: `${what}, per file: ${perFile(far.source.count.requests)} requests to the source, ${perFile(far.lake.count.requests)} to the lake`,
        wall: wall / files,
        cpu: cpu / files,
      };
    };
    yield await run('a backfill', new Date(Math.floor(Date.now() / 1000) * 1000));
    // begins later than every object was written, so all of them are checked again
    yield await run('again, nothing changed', new Date(Date.now() + 1000));
  },
};
