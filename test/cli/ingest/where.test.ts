import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { primary } from '../../helpers/fits.ts';
import { runCli } from '../../helpers/run-cli.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

let cwd: string;
beforeEach(() => {
  cwd = tempFolder();
  mkdirSync(join(cwd, 'in'));
  writeFileSync(join(cwd, 'in/a.fits'), primary());
});

it('a lake that cannot be written is not blamed on the file', () => {
  mkdirSync(join(cwd, 'lake/headers'), { recursive: true });
  writeFileSync(join(cwd, 'lake/headers/collection=-'), '');
  const { status, stdout } = runCli(['ingest', '--lake', 'lake', 'in'], { cwd });
  expect(status).toBe(1);
  expect(stdout).toContain(`failed: ${cwd}/in/a.fits: the lake cannot be written: ${cwd}/lake/`);
});

it('a link that leads nowhere is named, and no failure', () => {
  symlinkSync('/no/such/file', join(cwd, 'in/b.fits'));
  const { status, stdout } = runCli(['ingest', '--lake', 'lake', 'in'], { cwd });
  expect(status).toBe(0);
  expect(stdout).toContain(
    `skipped: ${cwd}/in/b.fits: it is a symbolic link to something that does not exist`,
  );
});

it('a folder for temporary files that is not there is named', () => {
  expect(runCli(['ingest', '--lake', 'lake', 'in'], { cwd }).status).toBe(0);
  const { status, stderr } = runCli(['query', '--lake', 'lake', 'SELECT 1'], {
    cwd,
    env: { TMPDIR: '/no/such/folder' },
  });
  expect(status).toBe(1);
  expect(stderr).toContain('temporary files cannot be written to /no/such/folder (TMPDIR): no such file');
});
