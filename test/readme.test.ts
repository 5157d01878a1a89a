import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './helpers/run-cli.ts';

// Runs the console blocks of the README and of the guides, in order, in a folder that contains the samples and the lake
// that `npm start` creates. `UPDATE_DOCS=1 npx vitest run test/readme.test.ts` writes what they print into the pages.

// A block of YAML whose first line is `# NAME.yaml` becomes a file of this name.

const YAML = /```yaml\n(# (\S+\.yaml)\n[\s\S]*?)```/g;
const BLOCK = /```console\n\$ (.*)\n([\s\S]*?)```/g;
const PAGES = ['README.md', ...globSync('docs/guides/*.md').sort()]
  .map((page) => {
    const text = readFileSync(page, 'utf8');
    return {
      page,
      files: [...text.matchAll(YAML)].map(([, content = '', name = '']) => ({ name, content })),
      blocks: [...text.matchAll(BLOCK)].map(([, command = '', output = '']) => ({ command, output })),
      lake: /^export FITS_LAKE=(\S+)/m.exec(text)?.[1],
    };
  })
  .filter(({ blocks }) => blocks.length > 0);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fits-readme-'));
  cpSync('fits_data', join(folder, 'fits_data'), { recursive: true });
  for (const { name, content } of PAGES.flatMap(({ files }) => files))
    writeFileSync(join(folder, name), content);
  const { status } = runCli(['ingest', '--lake', 'fits-lake-samples', 'fits_data'], { cwd: folder });
  expect(status).toBe(3);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a command prints, with a fixed folder and duration, because these differ from run to run. */
function outputOf(command: string, lake: string | undefined): string {
  const program = `"${process.execPath}" "${resolve('bin/fits-datalake.js')}"`;
  const script = command.replaceAll('npx fits-datalake', program);
  const { FITS_LAKE, ...env } = process.env;
  const { stdout, stderr, status } = spawnSync('bash', ['-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...env, ...(lake !== undefined && { FITS_LAKE: lake }) },
  });
  // these exit with 1 if there are differences
  expect(/ diff | --portable /.test(command) ? [0, 1] : [0, 3], stderr).toContain(status);
  return atHome(stdout).replace(/\d+\.\d s$/m, '0.3 s');
}

const HOME = '/home/you/fits-datalake';

/** The output with another folder. If the last column of a table has it, the line of dashes is as long as the first row. */
function atHome(output: string): string {
  const lines = output.replaceAll(folder, HOME).split('\n');
  const sized = lines.map((line, at) => {
    const row = lines[at + 1] ?? '';
    if (!/^-[- ]*$/.test(line) || !row.includes(HOME)) return line;
    return line.padEnd(row.length, '-').slice(0, row.length);
  });
  return sized.join('\n');
}

describe.each(PAGES)('$page', ({ page, blocks, lake }) => {
  it.each(blocks)('$command', ({ command, output }) => {
    const printed = outputOf(command, lake);
    if (process.env['UPDATE_DOCS']) {
      const text = readFileSync(page, 'utf8');
      const block = `$ ${command}\n${output}\`\`\``;
      writeFileSync(
        page,
        text.replace(block, () => `$ ${command}\n${printed}\`\`\``),
      );
    } else {
      expect(printed).toBe(output);
    }
  });
});

it('the README and the guides contain samples that can be run', () => {
  expect(PAGES.map(({ page }) => page)).toContain('README.md');
  expect(PAGES.flatMap(({ blocks }) => blocks).length).toBeGreaterThan(15);
});

it('the README fits on one page', () => {
  expect(readFileSync('README.md', 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(150);
});
