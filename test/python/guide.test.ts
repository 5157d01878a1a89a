import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { pythonEnvironment } from '../helpers/python-environment.ts';
import { childEnvironment, PROGRAM } from '../helpers/run-cli.ts';
import { tempFolder } from '../helpers/temp-folder.ts';

// The blocks of docs/guides/python.md, on a lake of the samples. UPDATE_DOCS=1 writes what they print into the page.

const GUIDE = 'docs/guides/python.md';
const REQUIREMENTS = 'test/python/requirements.txt';
const BLOCK = /^```(python|sh)\n([\s\S]*?)^```(?:\n\n```text\n([\s\S]*?)^```)?/gm;

/** The Python of an environment with pandas, polars, pyarrow, astropy and DuckDB. */
const guidePython = (): string =>
  pythonEnvironment({
    script: 'test:python',
    name: `guide-${hash('sha256', readFileSync(REQUIREMENTS, 'utf8')).slice(0, 8)}`,
    pip: ['-r', REQUIREMENTS],
  });

/** What each block of Python prints, after the commands of all shell blocks. */
function printedBy(blocks: readonly { readonly language: string; readonly text: string }[]): string[] {
  const python = guidePython();
  const [folder, programs] = [tempFolder(), tempFolder()];
  mkdirSync(join(folder, 'work'));
  symlinkSync(PROGRAM, join(programs, 'fits-datalake'));
  const run = { FITS_LAKE: join(folder, 'lake'), FITS_CACHE: join(folder, 'cache') };
  const options = {
    cwd: join(folder, 'work'),
    env: childEnvironment({ ...run, PATH: `${programs}:${process.env['PATH']}` }),
    encoding: 'utf8',
  } as const;
  const of = (language: string): string[] =>
    blocks.filter((block) => block.language === language).map(({ text }) => text);
  // two samples are faulty: exit code 3
  const ingest = `fits-datalake ingest '${join(process.cwd(), 'fits_data')}' || [ $? = 3 ]`;
  execFileSync('bash', ['-ec', [ingest, ...of('sh')].join('\n')], options);
  const script = join(process.cwd(), 'test/python/run-blocks.py');
  return JSON.parse(execFileSync(python, [script], { ...options, input: JSON.stringify(of('python')) }));
}

it(`${GUIDE} prints what it says`, () => {
  const page = readFileSync(GUIDE, 'utf8');
  const blocks = [...page.matchAll(BLOCK)].map(([, language = '', text = '', output]) => ({
    ...{ language, text, output },
  }));
  const shown = blocks.filter(({ language }) => language === 'python');
  expect(shown.length).toBeGreaterThan(5);
  const printed = printedBy(blocks);
  if (process.env['UPDATE_DOCS']) {
    const outputs = [...printed];
    const updated = page.replace(BLOCK, (block, language: string, text: string) =>
      language === 'python' ? `\`\`\`python\n${text}\`\`\`\n\n\`\`\`text\n${outputs.shift()}\`\`\`` : block,
    );
    writeFileSync(GUIDE, updated);
  } else expect(printed).toEqual(shown.map(({ output }) => output));
});
