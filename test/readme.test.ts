import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settingsTable } from '../lib/cloud/settings/table.ts';

// The README's console blocks are run in order, in a folder that holds the samples, and their output has to
// be what stands there. UPDATE_README=1 writes what they print into it.

const README = resolve('README.md');
const BLOCK = /```console\n\$ (.*)\n([\s\S]*?)```/g;
const text = readFileSync(README, 'utf8');
const blocks = [...text.matchAll(BLOCK)].map(([, command = '', output = '']) => ({ command, output }));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fits-readme-'));
  cpSync('fits_data', join(folder, 'fits_data'), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a command prints, with the folder and the seconds, which differ from run to run, made alike. */
function run(command: string): string {
  const own = command.replace(
    /^npx fits-datalake/,
    `"${process.execPath}" "${resolve('bin/fits-datalake.js')}"`,
  );
  const { stdout, stderr, status } = spawnSync('bash', ['-c', own], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, FITS_LAKE: 'fits-lake-tour' },
  });
  expect([0, 3], stderr).toContain(status);
  return stdout.replaceAll(folder, '/home/you/fits-datalake').replace(/\d+\.\d s$/m, '0.3 s');
}

describe('README', () => {
  it('has samples', () => {
    expect(blocks.length).toBeGreaterThan(8);
  });
  it.each(blocks)('$command', ({ command, output }) => {
    const printed = run(command);
    if (process.env['UPDATE_README']) {
      const now = readFileSync(README, 'utf8');
      writeFileSync(README, now.replace(`$ ${command}\n${output}\`\`\``, `$ ${command}\n${printed}\`\`\``));
    } else {
      expect(printed).toBe(output);
    }
  });
  it('has the table of settings', () => {
    expect(text).toContain(`\n${settingsTable()}\n`);
  });
  it('names files that are there', () => {
    const tracked = execFileSync('git', ['ls-files'], { encoding: 'utf8' });
    for (const [, path = ''] of text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)) expect(tracked).toContain(path);
  });
});
