import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fakeS3 } from '../../helpers/fake-s3.ts';
import { primary } from '../../helpers/fits.ts';
import { runMain } from '../../helpers/run-main.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

describe('start', () => {
  it('ingests the samples, runs three queries, and prints the command for more', async () => {
    const cwd = tempFolder();
    const { stdout, stderr, status } = await runMain(['start', '--lake', 'lake'], { cwd });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(
      /^18 files: 18 new, .* 2 faulty\nread \d+ of \d+ kB in \d+ requests: 33 HDUs with [\d,]+ cards\n/,
    );
    expect(stdout).toContain('ngc1365-r.fits: not-fits: byte 0: ');
    expect(stdout.match(/^\(\d+ rows\)$/gm)).toHaveLength(3);
    const [, sql = ''] = /\n {2}fits-datalake query --lake lake "(SELECT .*)"/.exec(stdout) ?? [];
    expect(sql).toContain('obscore');
    expect((await runMain(['query', '--lake', 'lake', sql], { cwd })).status).toBe(0);
  });

  it("ingests the user's files into ./fits-lake, in the folder in which npm was called", async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'mine.fits'), primary([], ["OBJECT  = 'M31'", "INSTRUME= 'CAM'"]));
    const env = { npm_command: 'run-script', npm_lifecycle_event: 'start', INIT_CWD: folder };
    const { stdout, status } = await runMain(['start', '.'], { cwd: resolve('.'), env });
    expect(status).toBe(0);
    expect(stdout).toContain(`lake ${folder}/fits-lake`);
    expect(stdout).toContain('M31');
    expect(stdout).toContain('npx fits-datalake query "SELECT');
  });

  it("reads the samples into a lake in the user's folder", async () => {
    const cwd = tempFolder();
    const { stdout, status } = await runMain(['start'], { cwd });
    expect(status).toBe(0);
    expect(stdout).toContain(`lake ${cwd}/fits-lake-samples`);
    expect(stdout).toContain('query --lake fits-lake-samples "SELECT');
  });

  it('runs the queries even if some objects cannot be read, and fails', async () => {
    const s3 = await fakeS3();
    for (const key of ['a.fits', 'b.fits'])
      s3.put('archive', key, primary([], ["OBJECT  = 'M31'", "INSTRUME= 'CAM'"]));
    s3.instead = ({ key }) => (key === 'b.fits' ? { status: 403, code: 'AccessDenied' } : undefined);
    const cwd = tempFolder();
    const run = () => runMain(['start', 's3://archive'], { cwd, env: s3.env });
    const { stdout, status } = await run();
    expect(stdout).toContain('failed: s3://archive/b.fits: ');
    expect(stdout).toContain('M31');
    expect(status).toBe(1);
    s3.instead = () => undefined;
    expect((await run()).status).toBe(0);
  });
});
