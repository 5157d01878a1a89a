import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexFromNotes } from '../../../lib/cli/ingest/notes.ts';
import { notesIn } from '../../../lib/engines/cache/lake-notes.ts';
import { cacheFolder } from '../../../lib/engines/cache/location.ts';
import { noteObjects } from '../../../lib/engines/cache/note-objects.ts';
import { HEADERS, lakeKey } from '../../../lib/lake/naming.ts';
import { bucketOfRoot } from '../../../lib/lake/roots.ts';
import { extractor } from '../../../lib/lake/rows/extract.ts';
import { removeReplaced } from '../../../lib/lake/sweep/remove-replaced.ts';
import { planSweep, sweepRoot } from '../../../lib/lake/sweep/sweep-root.ts';
import { folderStore } from '../../../lib/stores/folder.ts';
import { lakeStore } from '../../../lib/stores/lake-store.ts';
import { effort } from '../../helpers/effort.ts';
import { primary } from '../../helpers/fits.ts';
import { SETTLED } from '../../helpers/noted-lake.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const put = (path: string, content: Uint8Array | string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
};
const fits = (object: string): Buffer => primary([], [`OBJECT  = '${object}'`]);

const FILES = 5;
type Step = readonly [
  (
    | 'put'
    | 'remove'
    | 'touch'
    | 'damage'
    | 'restore'
    | 'delete object'
    | 'touch object'
    | 'break notes'
    | 'settle'
  ),
  file: number,
  value: number,
];
const steps = fc.array(
  fc.tuple(
    fc.constantFrom<Step[0]>(
      ...(['put', 'remove', 'touch', 'damage', 'restore', 'delete object', 'touch object'] as const),
      ...(['break notes', 'settle', 'settle'] as const),
    ),
    fc.nat(FILES - 1),
    fc.nat(1000),
  ),
  { minLength: 1, maxLength: 6 },
);

describe('a lake with notes', () => {
  it('is the same as one without, whatever happens to it, and so are the reports', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 4 }), async (runs) => {
        const folder = tempFolder();
        const archive = `${folder}/archive`;
        const lakes = [`${folder}/noted`, `${folder}/plain`] as const;
        for (let file = 0; file < FILES; file++) put(fileOf(archive, file), fits(`first ${file}`));
        for (const lake of lakes) {
          mkdirSync(lake);
          await swept(archive, lake);
        }
        const before = lakes.map((lake) => bytesOf(lake, archive));
        await settle(lakes[0]);
        for (const run of runs) {
          for (const step of run) await apply(step, archive, lakes, before);
          const [noted, plain] = [await swept(archive, lakes[0]), await swept(archive, lakes[1])];
          expect(noted).toEqual(plain);
          expect(await contentsOf(lakes[0])).toEqual(await contentsOf(lakes[1]));
        }
      }),
      { numRuns: effort(40) },
    );
  });
});

/** Sweeps an archive as an ingest does, and returns what it reports. */
async function swept(archive: string, folder: string): Promise<unknown> {
  const { index } = await indexFromNotes(folder, 1);
  const bucket = bucketOfRoot(archive);
  const known = index.buckets.get(bucket) ?? new Map();
  const [source, lake] = [folderStore(archive), lakeStore(folder)];
  const plan = await planSweep({ root: archive, folders: [''], files: [] }, source, known);
  const results: unknown[] = [];
  const context = { bucket, source, lake, extract: extractor(), index: known };
  for await (const { key, outcome, faulty, error } of sweepRoot(plan, context))
    results.push([key, outcome, faulty, error]);
  const removed = await removeReplaced(lake, index.damaged);
  return {
    results,
    removed,
    gone: plan.gone,
    known: plan.known,
    damaged: index.damaged.map(({ key }) => key),
  };
}

const fileOf = (archive: string, file: number): string => `${archive}/night${file % 2}/${file}.fits`;
const objectOf = (lake: string, archive: string, file: number): string =>
  `${lake}/${lakeKey({ bucket: bucketOfRoot(archive), key: `night${file % 2}/${file}.fits` })}`;

/** Makes notes, when everything has settled. */
async function settle(lake: string): Promise<void> {
  await pause(SETTLED);
  await noteObjects(lake, async () => {});
}

/** The bytes of each lake object. */
const bytesOf = (lake: string, archive: string): Map<number, Buffer> =>
  new Map(Array.from({ length: FILES }, (_, file) => [file, readFileSync(objectOf(lake, archive, file))]));

async function apply(
  [what, file, value]: Step,
  archive: string,
  lakes: readonly [string, string],
  before: readonly Map<number, Buffer>[],
): Promise<void> {
  const path = fileOf(archive, file);
  if (what === 'put') put(path, value % 7 === 0 ? 'damaged' : fits(String(value)));
  if (what === 'remove') rmSync(path, { force: true });
  if (what === 'touch' && existsSync(path)) utimesSync(path, 1e9 + value, 1e9 + value);
  if (what === 'settle') await settle(lakes[0]);
  if (what === 'break notes') breakNotes(lakes[0], value);
  for (const [index, lake] of lakes.entries()) {
    const object = objectOf(lake, archive, file);
    const stat = statSync(object, { throwIfNoEntry: false });
    if (stat === undefined) continue;
    if (what === 'delete object') rmSync(object);
    if (what === 'touch object') utimesSync(object, 1e9 + value, 1e9 + value);
    // the length of an object is in its metadata, so they are lost
    if (what === 'damage') appendFileSync(object, 'x');
    if (what === 'restore') {
      writeFileSync(object, before[index]?.get(file) ?? '');
      utimesSync(object, stat.atime, stat.mtime);
    }
  }
}

function breakNotes(lake: string, value: number): void {
  const path = notesIn(cacheFolder(lake));
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.from('x');
  bytes[value % bytes.length]! ^= 1 + (value % 255);
  if (value % 3 === 0) rmSync(path, { force: true });
  else writeFileSync(path, value % 3 === 1 ? bytes.subarray(0, value % bytes.length) : bytes);
}

/** The states and the rows of a lake's objects, without times that differ between lakes. */
async function contentsOf(lake: string): Promise<unknown> {
  const contents: unknown[] = [];
  for await (const { key, metadata = {} } of lakeStore(lake).list(HEADERS))
    contents.push([key, { ...metadata, gone: '' }, rowsOf(readFileSync(`${lake}/${key}`))]);
  return contents;
}

function rowsOf(object: Buffer): string[] | 'damaged' {
  try {
    const lines = gunzipSync(object).toString().split('\n');
    return lines.filter((line) => !/,(?:extracted_at|removed),/.test(line));
  } catch {
    return 'damaged';
  }
}
