import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { primary } from '../helpers/fits.ts';
import { runCli } from '../helpers/run-cli.ts';
import { tempFolder } from '../helpers/temp-folder.ts';

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
