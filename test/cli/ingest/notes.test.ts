import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ingestOrRefuse, reading } from '../../../lib/cli/ingest/command.ts';
import type { IngestReport } from '../../../lib/cli/ingest/report.ts';
import { notesIn } from '../../../lib/engines/cache/lake-notes.ts';
import { cacheFolder } from '../../../lib/engines/cache/location.ts';
import { countOpens } from '../../helpers/count-opens.ts';
import { primary } from '../../helpers/fits.ts';
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
