import { gunzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { CHANGES, DELTA_COLUMNS, DELTA_HEADER_LINE } from '../../lib/lake/changes/delta.ts';
import { COLUMNS, HEADER_LINE } from '../../lib/lake/columns.ts';
import { HEADERS } from '../../lib/lake/naming.ts';
import { fromMetadata } from '../../lib/lake/object.ts';
import { csvFields } from '../../lib/lake/rows/csv.ts';
import { type Store, StoreFailure } from '../../lib/stores/store.ts';
import { primary } from './fits.ts';
import { keysOf, listed } from './store.ts';

/** A row of a delta, by column. */
export type DeltaRow = Readonly<Record<(typeof DELTA_COLUMNS)[number]['name'], string>> & {
  readonly delta: string;
};

const textOf = async (store: Store, key: string): Promise<string> =>
  gunzipSync((await store.read(key, 0, 1e9)).bytes).toString();

/** The rows of all deltas in a store, read as the table `changes` reads them. */
export async function deltaRows(store: Store): Promise<DeltaRow[]> {
  const rows: DeltaRow[] = [];
  for (const delta of await keysOf(store, CHANGES)) {
    const text = await textOf(store, delta);
    if (!text.startsWith(DELTA_HEADER_LINE) || !text.endsWith('\n'))
      throw new Error(`${delta} is not a delta`);
    for (const line of text.slice(DELTA_HEADER_LINE.length, -1).split('\n')) {
      const fields = csvFields(line);
      if (fields.length !== DELTA_COLUMNS.length) throw new Error(`${delta}: ${line}`);
      const entries = DELTA_COLUMNS.map(({ name }, i) => [name, fields[i] ?? ''] as const);
      rows.push({ ...(Object.fromEntries(entries) as DeltaRow), delta });
    }
  }
  return rows;
}

/** A row as it is in a lake object. */
const lakeRow = (row: DeltaRow): string => COLUMNS.map(({ name }) => row[name]).join('|');

/** How files are named: by their source keys, which is enough if they are all in one bucket. */
type NameOf = (bucket: string, key: string) => string;

const byKey: NameOf = (_, key) => key;

/** Names files by their bucket and source key. */
export const byBucketAndKey: NameOf = (bucket, key) => `${bucket}/${key}`;

/**
 * What compaction takes from the deltas: for each file, the rows of its newest generation, in one of the deltas that have
 * it.
 */
export async function newestRows(store: Store, nameOf: NameOf = byKey): Promise<Map<string, string[]>> {
  const byFile = Map.groupBy(await deltaRows(store), (row) => nameOf(row.source_bucket, row.source_key));
  const newest = new Map<string, string[]>();
  for (const [key, rows] of byFile) {
    const generation = Math.max(...rows.map((row) => Number(row.generation)));
    const ofGeneration = rows.filter((row) => Number(row.generation) === generation);
    const delta = ofGeneration
      .map((row) => row.delta)
      .sort()
      .at(-1);
    newest.set(
      key,
      ofGeneration
        .filter((row) => row.delta === delta)
        .map(lakeRow)
        .sort(),
    );
  }
  return newest;
}

/** The rows of every lake object, by file. */
export async function lakeRows(store: Store, nameOf: NameOf = byKey): Promise<Map<string, string[]>> {
  const byFile = new Map<string, string[]>();
  for (const { key } of await listed(store, HEADERS)) {
    const state = fromMetadata((await store.head(key))?.metadata ?? {});
    const lines = (await textOf(store, key)).slice(HEADER_LINE.length, -1).split('\n');
    const name = state === undefined ? key : nameOf(state.bucket, state.key);
    byFile.set(name, lines.map((line) => csvFields(line).join('|')).sort());
  }
  return byFile;
}

/** Expects that every lake object is in the deltas as it is. */
export async function expectComplete(lake: Store, nameOf: NameOf = byKey): Promise<void> {
  const inDeltas = await newestRows(lake, nameOf);
  for (const [name, rows] of await lakeRows(lake, nameOf)) expect(inDeltas.get(name), name).toEqual(rows);
}

/** A FITS file with this value of OBJECT. */
export const fileNamed = (object: string): Buffer => primary([], [`OBJECT  = '${object}'`]);

/** A lake in which writes below a prefix fail. */
export const refusing = (lake: Store, prefix: string): Store => ({
  ...lake,
  write: async (key, ...rest) => {
    if (key.startsWith(prefix)) throw new StoreFailure(key, new Error('access denied'));
    return lake.write(key, ...rest);
  },
});
