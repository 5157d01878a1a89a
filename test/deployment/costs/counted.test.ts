import { describe, expect, it } from 'vitest';
import { eventsUse } from '../../../lib/deployment/costs/events.ts';
import { backfillRun, only, runUse } from '../../../lib/deployment/costs/run.ts';
import { requestsOf, type Use } from '../../../lib/deployment/costs/use.ts';
import type { SourceFile } from '../../../lib/lake/extraction.ts';
import { HEADERS } from '../../../lib/lake/naming.ts';
import { memoryStore } from '../../../lib/stores/memory.ts';
import { runMachine } from '../../../scripts/bench/backfill-machine.ts';
import { fitsFile } from '../../../scripts/bench/set.ts';
import { lambdaFixture, messagesOf } from '../../helpers/lambda-fixture.ts';
import { type Recorded, recorded } from '../../helpers/recorded-store.ts';

// The formulas, compared with requests that are counted.

const FILES = 35;
const BUCKET = 'archive';
const keys = Array.from({ length: FILES }, (_, file) => `2024/f${file}.fits`);

/** Requests as they are billed: a HEAD costs as much as a GET. */
function billed(...stores: readonly Recorded[]): Use {
  const requests = stores.flatMap((store) => store.requests.splice(0));
  const puts = requests.filter((request) => request.startsWith('write')).length;
  expect(requests).not.toContain('remove');
  return { s3Get: requests.length - puts, s3Put: puts };
}

const s3Of = ({ s3Get, s3Put }: Use): Use => ({ s3Get: s3Get ?? 0, s3Put: s3Put ?? 0 });

describe('the formula for events', () => {
  it.each([1, 5, FILES])('counts the requests for %i files per call', async (perCall) => {
    const { put, send, source, lake } = lambdaFixture();
    for (const [file, key] of keys.entries()) await put(key, fitsFile(file, 2));
    source.requests.length = lake.requests.length = 0;
    for (let first = 0; first < FILES; first += perCall)
      expect(await send(messagesOf(keys.slice(first, first + perCall)))).toEqual([]);
    const use = eventsUse({ events: FILES, perCall, compaction: false });
    expect(billed(source, lake)).toEqual(s3Of(use));
    expect(use.lambdaRequest).toBe(FILES / perCall);
  });

  it.each([1, 5, FILES])('counts the deltas and receipts of calls with %i files', async (perCall) => {
    const { put, send, source, lake, recording } = lambdaFixture();
    for (const [file, key] of keys.entries()) await put(key, fitsFile(file, 2));
    source.requests.length = lake.requests.length = 0;
    for (let first = 0; first < FILES; first += perCall) {
      const messages = messagesOf(keys.slice(first, first + perCall));
      expect(await send(messages, { context: recording() })).toEqual([]);
    }
    expect(billed(source, lake)).toEqual(s3Of(eventsUse({ events: FILES, perCall, compaction: true })));
  });
});

describe('the formula for a backfill', () => {
  async function archive() {
    const stores = { source: memoryStore(), lake: memoryStore() };
    for (const [file, key] of keys.entries())
      await stores.source.write(key, fitsFile(file, 3), { ifMatch: null });
    await stores.source.write('README.txt', Buffer.from('not FITS'), { ifMatch: null });
    const [source, lake] = [recorded(stores.source), recorded(stores.lake)];
    const context = {
      sources: [{ bucket: BUCKET, prefix: '' }],
      ...{ sourceOf: () => source.store, lake: lake.store, collectionDepth: 1 },
      ...{ addPartition: async () => {}, wants: ({ key }: SourceFile) => key.endsWith('.fits') },
    };
    const run = async (began: Date, authority?: string): Promise<Use> => {
      const derivation = authority === undefined ? {} : { derivation: { authority, rules: [] } };
      await runMachine({ context: { ...context, ...derivation }, listing: stores, began });
      return billed(source, lake);
    };
    return { run, lake: stores.lake };
  }
  const formula = (kind: 'new' | 'unchanged' | 'derived') =>
    runUse(backfillRun({ files: FILES, listed: FILES + 1, mix: only(kind) })).use;
  const past = new Date(Math.floor(Date.now() / 1000) * 1000);
  const later = new Date('2100-01-01T00:00:00Z');

  it('counts the requests of a first run, and of one that finds nothing changed', async () => {
    const { run, lake } = await archive();
    expect(await run(past)).toEqual(s3Of(formula('new')));
    const objects: string[] = [];
    for await (const { key } of lake.list(HEADERS)) objects.push(key);
    expect(objects).toHaveLength(FILES);
    expect(await run(later)).toEqual(s3Of(formula('unchanged')));
  });

  it('counts the requests of a run that derives all rows again', async () => {
    const { run } = await archive();
    await run(past);
    expect(await run(past, 'archive.example')).toEqual(s3Of(formula('derived')));
  });

  it('counts the pages and the batches of both listings', () => {
    const run = backfillRun({ files: 1500, listed: 2500, mix: only('new') });
    expect(run).toMatchObject({ pages: 3 + 2, batches: 9 + 5 });
    const { use } = runUse(run);
    expect(use).toMatchObject({ s3List: 5, transition: 14, expressRequest: 14, lambdaRequest: 14 });
    expect(requestsOf(use)).toBe(1500 * 3 + 5);
  });
});
