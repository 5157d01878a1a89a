import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ingestOrRefuse, reading } from '../../../lib/cli/ingest/command.ts';
import type { IngestReport } from '../../../lib/cli/ingest/report.ts';
import { notesIn } from '../../../lib/engines/cache/lake-notes.ts';
import { cacheFolder } from '../../../lib/engines/cache/location.ts';
import { noteObjects } from '../../../lib/engines/cache/note-objects.ts';
import { HEADERS, lakeKey } from '../../../lib/lake/naming.ts';
import { fromMetadata } from '../../../lib/lake/object.ts';
import { bucketOfRoot } from '../../../lib/lake/roots.ts';
import { lakeStore } from '../../../lib/stores/lake-store.ts';
import { countOpens } from '../../helpers/count-opens.ts';
import { effort } from '../../helpers/effort.ts';
import { primary } from '../../helpers/fits.ts';
import { lakeContents } from '../../helpers/lake-contents.ts';
import { SETTLED } from '../../helpers/noted-lake.ts';
import { runMain } from '../../helpers/run-main.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

/** Ingests a folder; notes are made from `worthNoting` objects on. */
async function ingest(archive: string, lake: string, worthNoting: number): Promise<IngestReport> {
  return ingestOrRefuse([archive], {
    ...(await reading(lake, {})),
    ...{ lake, worthNoting, allowRemovals: true, s3: {} as never },
  });
}

const put = (path: string, content: Uint8Array | string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
};
const fits = (object: string): Buffer => primary([], [`OBJECT  = '${object}'`]);

/** An archive of some files, and a path for its lake. */
function archiveOf(files: number): { archive: string; lake: string } {
  const folder = tempFolder();
  for (let i = 0; i < files; i++) put(`${folder}/archive/night${i % 2}/${i}.fits`, fits(String(i)));
  return { archive: `${folder}/archive`, lake: `${folder}/lake` };
}

const notesOf = (lake: string): string => notesIn(cacheFolder(lake));

describe('an ingest of many files', () => {
  it('notes them, so that the next one opens no lake object, and status neither', async () => {
    const { archive, lake } = archiveOf(10);
    await ingest(archive, lake, Number.POSITIVE_INFINITY);
    await pause(SETTLED);
    expect(await ingest(archive, lake, 10)).toMatchObject({ unchanged: 10 });
    const opened = countOpens('.csv.gz');
    expect(await ingest(archive, lake, 10)).toMatchObject({ unchanged: 10, failed: 0 });
    expect(opened()).toBe(0);
    expect(JSON.parse((await runMain(['status', '--json', '--lake', lake], {})).stdout)).toMatchObject({
      outdated: { earlier: 0, otherRules: 0, misplaced: 0 },
    });
    expect(opened()).toBe(0);
    put(`${archive}/night1/1.fits`, fits('changed'));
    expect(await ingest(archive, lake, 10)).toMatchObject({ unchanged: 9, changed: 1 });
  });
  it('notes nothing if there are few, or few of the lake', async () => {
    const { archive, lake } = archiveOf(20);
    await ingest(archive, lake, 21);
    await pause(SETTLED);
    await ingest(archive, lake, 21);
    expect(() => statSync(notesOf(lake))).toThrow('ENOENT');
    await ingest(archive, lake, 2);
    const { ino } = statSync(notesOf(lake));
    for (const i of [0, 2]) put(`${archive}/night0/${i}.fits`, fits('changed'));
    await ingest(archive, lake, 2);
    expect(statSync(notesOf(lake)).ino).toBe(ino);
    for (const i of [4, 6]) put(`${archive}/night0/${i}.fits`, fits('changed'));
    await ingest(archive, lake, 2);
    expect(statSync(notesOf(lake)).ino).not.toBe(ino);
  });
});

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
        for (const lake of lakes) await ingest(archive, lake, Number.POSITIVE_INFINITY);
        const [kept = new Map(), ...others] = lakes.map((lake) => bytesOf(lake, archive));
        const before = [kept, ...others];
        await settle(lakes[0]);
        for (const run of runs) {
          for (const step of run) await apply(step, archive, lakes, before);
          const reports = [];
          for (const lake of lakes)
            reports.push(comparable(await ingest(archive, lake, Number.POSITIVE_INFINITY), lake));
          expect(reports[0]).toEqual(reports[1]);
          expect(await contentsOf(lakes[0])).toEqual(await contentsOf(lakes[1]));
        }
      }),
      { numRuns: effort(40) },
    );
  });
});

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
  const exists = statSync(path, { throwIfNoEntry: false }) !== undefined;
  if (what === 'put') return put(path, value % 7 === 0 ? 'damaged' : fits(String(value)));
  if (what === 'remove') return rmSync(path, { force: true });
  if (what === 'touch') return exists ? utimesSync(path, 1e9 + value, 1e9 + value) : undefined;
  if (what === 'settle') return settle(lakes[0]);
  if (what === 'break notes') return breakNotes(lakes[0], value);
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
  const path = notesOf(lake);
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return;
  const bytes = readFileSync(path);
  if (value % 3 === 0) return rmSync(path);
  if (value % 3 === 1) return writeFileSync(path, bytes.subarray(0, value % bytes.length));
  bytes[value % bytes.length]! ^= 1 + (value % 255);
  writeFileSync(path, bytes);
}

/** A report without what differs between two runs or two lakes. */
const comparable = (report: IngestReport, lake: string): unknown =>
  JSON.parse(JSON.stringify({ ...report, seconds: 0 }).replaceAll(lake, 'LAKE'));

/** The rows and the states of a lake's objects. */
async function contentsOf(lake: string): Promise<unknown> {
  const states: unknown[] = [];
  for await (const { key, metadata = {} } of lakeStore(lake).list(HEADERS)) {
    const state = fromMetadata(metadata);
    states.push([key, state?.kind === 'tombstone' ? { ...state, goneAt: '' } : state]);
  }
  return [states, [...(await lakeContents(lakeStore(lake)))]];
}
