import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { ingestRuns } from '../../helpers/ingest-runs.ts';

let runs: ReturnType<typeof ingestRuns>;
beforeEach(() => {
  runs = ingestRuns();
});

const inLake = (...path: readonly string[]): string => join(runs.folder, 'fits-lake', ...path);
const RULES = '- when: { INSTRUME: MYCAM }\n  observer: { keywords: [PI] }\n';

describe("a stranger's lake", () => {
  const sql = ['query', '--format', 'csv', 'SELECT count(*) AS n FROM files'] as const;

  it.each(['{', '{ "keywords": "A:B:C" }', '{ "rules": "../secret.yaml" }'])(
    'with the settings %j is refused by every command that reads them',
    async (content) => {
      runs.put('x/a.fits');
      await runs.ingest('x');
      writeFileSync(inLake('fits-datalake.json'), content);
      for (const args of [sql, ['ingest', 'x'], ['start', 'x'], ['status'], ['config']]) {
        const { status, stdout, stderr } = await runs.run(...args);
        expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
        expect(stderr).toMatch(/^fits-datalake: \S+\/fits-datalake\.json: [^\n]*\n$/);
      }
    },
  );

  it('cannot run SQL by its keywords', async () => {
    runs.put('x/a.fits');
    await runs.ingest('x');
    for (const keyword of [`A' FROM files; DROP TABLE x; --`, 'A" AS b', `A'')) UNION SELECT 1 --`]) {
      writeFileSync(inLake('fits-datalake.json'), JSON.stringify({ keywords: keyword }));
      expect(await runs.run(...sql)).toEqual({ status: 0, stdout: 'n\n1\n', stderr: '' });
    }
  });

  it('cannot make a command read rules outside of it', async () => {
    runs.put('x/a.fits');
    await runs.ingest('x');
    writeFileSync(join(runs.folder, 'secret.yaml'), RULES);
    mkdirSync(join(runs.folder, 'secrets'));
    cpSync(join(runs.folder, 'secret.yaml'), join(runs.folder, 'secrets/a.yaml'));
    symlinkSync(join(runs.folder, 'secret.yaml'), inLake('rules.yaml'));
    symlinkSync(join(runs.folder, 'secrets'), inLake('folder'));
    for (const rules of ['rules.yaml', 'folder/a.yaml']) {
      writeFileSync(inLake('fits-datalake.json'), JSON.stringify({ rules }));
      for (const args of [['ingest', 'x'], ['status']]) {
        const { status, stdout, stderr } = await runs.run(...args);
        expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
        expect(stderr).toMatch(/ is a symbolic link; a lake must not contain links\n$/);
      }
      expect((await runs.run(...sql)).status).toBe(0);
    }
  });
});
