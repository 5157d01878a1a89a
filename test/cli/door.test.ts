import { spawnSync } from 'node:child_process';
import { constants, copyFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../helpers/run-cli.ts';
import { tempFolder } from '../helpers/temp-folder.ts';

/** Another Node than the project's own, one that takes no TypeScript. */
function otherNode(): string {
  const path = join(tempFolder(), 'node');
  copyFileSync(process.execPath, path, constants.COPYFILE_FICLONE);
  return path;
}

describe('the door', () => {
  it('hands over to the Node that npm brought, from any folder', () => {
    const { stdout, stderr, status } = spawnSync(
      otherNode(),
      ['--no-experimental-strip-types', resolve('bin/fits-datalake.js'), 'ingest'],
      { encoding: 'utf8', cwd: tempFolder() },
    );
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
    expect(stderr).toContain("missing required argument 'path'");
  });
  it('says in one sentence what is missing where Node cannot run TypeScript, with the cure', () => {
    const { stderr, status } = spawnSync(
      process.execPath,
      ['--no-experimental-strip-types', resolve('bin/fits-datalake.js'), '--help'],
      { encoding: 'utf8' },
    );
    expect(status).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/needs Node 24.*Cure: /);
  });
  it('prints help with examples, for all verbs and for each', () => {
    const { stdout, status } = runCli(['--help']);
    expect(status).toBe(0);
    for (const verb of ['ingest', 'query', 'header', 'status']) {
      expect(stdout).toContain(verb);
      const help = runCli([verb, '--help']);
      expect(help.status).toBe(0);
      expect(help.stdout).toContain('Examples:');
    }
  });
  it.each([[[]], [['frobnicate']], [['ingest']], [['ingest', '--bogus', 'x']]])(
    '%j is wrong usage: code 2',
    (args) => {
      const { status, stderr } = runCli(args);
      expect(status).toBe(2);
      expect(stderr).not.toBe('');
    },
  );
});
