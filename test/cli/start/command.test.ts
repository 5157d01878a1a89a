import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { fakeS3 } from '../../helpers/fake-s3.ts';
import { primary } from '../../helpers/fits.ts';
import { runCli } from '../../helpers/run-cli.ts';
import { runCliBeside } from '../../helpers/run-cli-beside.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

it('reads the samples, says what it did, asks three questions and says how to ask more', () => {
  const folder = tempFolder();
  const { stdout, stderr, status } = runCli(['start', '--lake', 'lake'], { cwd: folder });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(
    /^18 files: 18 new, .* 2 faulty\nread 33 HDUs with [\d,]+ cards: .* there, in \d+ reads\n/,
  );
  expect(stdout).toContain('ngc1365-r.fits: not-fits: byte 0: ');
  expect(stdout.match(/^\(\d+ rows\)$/gm)).toHaveLength(3);
  expect(stdout).toContain('npx fits-datalake query --lake lake "SELECT');
  // what it says that one can type can be typed
  const [, sql = ''] = /query --lake lake "(SELECT .*)"/.exec(stdout) ?? [];
  expect(runCli(['query', '--lake', 'lake', sql], { cwd: folder }).status).toBe(0);
});

it('takes the files of the user, into the lake of the user, from where npm was called', () => {
  const folder = tempFolder();
  writeFileSync(join(folder, 'mine.fits'), primary([], ["OBJECT  = 'M31'"]));
  const env = { npm_lifecycle_event: 'start', INIT_CWD: folder };
  const { stdout, status } = runCli(['start', '.'], { cwd: resolve('.'), env });
  expect(status).toBe(0);
  expect(stdout).toContain(`lake ${folder}/fits-lake`);
  expect(stdout).toContain('M31');
  expect(stdout).toContain('npx fits-datalake query "SELECT');
});

it('fails where there is nothing to read', () => {
  const { status, stderr } = runCli(['start', 'nowhere'], { cwd: tempFolder() });
  expect(status).toBe(2);
  expect(stderr).toContain('nowhere: no such file or folder');
});

it('asks of what could be read of a bucket, and fails where that is not all', async () => {
  const s3 = await fakeS3();
  for (const key of ['a.fits', 'b.fits']) s3.put('archive', key, primary([], ["OBJECT  = 'M31'"]));
  s3.instead = ({ key }) => (key === 'b.fits' ? { status: 403, code: 'AccessDenied' } : undefined);
  const run = () => runCliBeside(['start', 's3://archive'], { cwd: folder, env: s3.env });
  const folder = tempFolder();
  const { stdout, status } = await run();
  expect(stdout).toContain('failed: s3://archive/b.fits: access denied');
  expect(stdout).toContain('M31');
  expect(status).toBe(1);
  s3.instead = () => undefined;
  expect((await run()).status).toBe(0);
});
