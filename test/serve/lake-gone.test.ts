import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { voService } from '../../lib/vo/service.ts';
import { runMain } from '../helpers/run-main.ts';
import { servedLake } from '../helpers/served-lake.ts';
import { tempFolder } from '../helpers/temp-folder.ts';

const results = mkdtempSync(join(tmpdir(), 'fits-datalake-vo-'));
afterAll(() => rmSync(results, { recursive: true }));

const served = servedLake(() => ['fits_data/meridian'], {
  services: (base, { ask }) => [
    voService({
      asker: ask,
      base: `${base}/`,
      folder: results,
      onError: (error) => served().errors.push(error),
    }),
  ],
});

const COUNT = 'SELECT COUNT(*) AS n FROM files';
const tap = (): Promise<Response> =>
  fetch(`${served().server.url}/tap/sync?FORMAT=csv&QUERY=${encodeURIComponent(COUNT)}`);

/** What is answered, once all ask the lake as it is: it stays open for a second. */
async function answered(isExpected: (text: string) => boolean): Promise<Response[]> {
  for (;;) {
    const responses = [
      await tap(),
      await served().post('/ask', { sql: COUNT }),
      await served().post('/data/state', { brief: true }),
    ];
    const texts = await Promise.all(responses.map((response) => response.clone().text()));
    if (texts.every(isExpected)) return responses;
    await new Promise((resolve) => setTimeout(resolve, 1100));
  }
}

const isAbsent = (text: string): boolean => /the lake is (missing|empty) at the moment/.test(text);
const has = (files: number) => (text: string) => new RegExp(`\\b${files}\\b`).test(text) && !isAbsent(text);

async function expectAbsent(): Promise<void> {
  const [ofTap, ...ofPage] = await answered(isAbsent);
  expect(ofTap?.status).toBe(503);
  expect(await ofTap?.text()).toContain('<INFO name="QUERY_STATUS" value="ERROR">the lake is');
  for (const response of ofPage) {
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ error: expect.stringContaining('the lake is') });
  }
  const rows = await served().post('/data/header', { path: '/x' });
  expect([rows.status, await rows.json()]).toEqual([503, { error: expect.any(String) }]);
}

describe('a lake that is served', () => {
  it('may be removed, come back, be empty, be replaced and be built again', async () => {
    const { folder, errors } = served();
    const [before] = await Promise.all([served().json<{ rows: [[number]] }>('/ask', { sql: COUNT })]);
    const files = Number(before.rows[0][0]);
    renameSync(folder, `${folder}-away`);
    await expectAbsent();
    renameSync(`${folder}-away`, folder);
    await answered(has(files));

    const other = tempFolder();
    cpSync('fits_data/meridian/20240912/m31-r.fits', `${other}/files/a.fits`);
    await runMain(['ingest', '--lake', `${other}/lake`, `${other}/files`]);
    renameSync(folder, `${folder}-away`);
    renameSync(`${other}/lake`, folder);
    await answered(has(1));

    rmSync(`${folder}/headers`, { recursive: true });
    mkdirSync(`${folder}/headers`);
    await expectAbsent();
    expect((await runMain(['ingest', '--lake', folder, 'fits_data/meridian'])).status).toBe(3);
    await answered(has(files));
    rmSync(`${folder}-away`, { recursive: true });
    expect(errors).toEqual([]);
  });
});
