import { spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pythonEnvironment } from './python-environment.ts';
import { childEnvironment } from './run-cli.ts';

const REQUIREMENTS = new URL('../../notebooks/requirements.txt', import.meta.url).pathname;

/** The notebook of this project. */
export const NOTEBOOK = new URL('../../notebooks/lake.ipynb', import.meta.url).pathname;

/**
 * Returns the Python of an environment with JupyterLab, astropy, pandas and matplotlib. A new list of requirements makes a
 * new environment.
 *
 * @param script the npm script that needs it, for errors
 */
export function notebookPython(script: string): string {
  const list = hash('sha256', readFileSync(REQUIREMENTS, 'utf8')).slice(0, 8);
  return pythonEnvironment({ script, name: `notebook-${list}`, pip: ['-r', REQUIREMENTS] });
}

/** A cell of a notebook, as far as it is needed here. */
export interface Cell {
  readonly cell_type: 'code' | 'markdown';
  readonly execution_count?: number | null;
  readonly outputs?: readonly {
    readonly output_type: string;
    readonly data?: Readonly<Record<string, unknown>>;
  }[];
}

interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: { language_info?: unknown };
}

/** The cells of a notebook. */
export const cellsOf = (file: string): readonly Cell[] =>
  (JSON.parse(readFileSync(file, 'utf8')) as Notebook).cells;

/**
 * Executes the notebook on a new lake of the sample files, and writes it with its outputs into a file.
 *
 * @param script the npm script that asks for it, for errors
 * @param file may be the notebook itself
 * @throws Error with what Jupyter prints, if a cell fails
 */
export function executeNotebook(script: string, file: string): void {
  const python = notebookPython(script);
  const folder = mkdtempSync(join(tmpdir(), 'fits-datalake-notebook-'));
  try {
    const words = [
      '-m',
      'nbconvert',
      '--to',
      'notebook',
      '--execute',
      '--ExecutePreprocessor.record_timing=False',
    ];
    const { status, stderr } = spawnSync(
      python,
      [...words, '--output-dir', folder, '--output', 'executed', NOTEBOOK],
      {
        encoding: 'utf8',
        env: childEnvironment({ FITS_LAKE: join(folder, 'lake'), FITS_CACHE: join(folder, 'cache') }),
      },
    );
    if (status !== 0) throw new Error(`the notebook failed:\n${stderr}`);
    const notebook = JSON.parse(readFileSync(join(folder, 'executed.ipynb'), 'utf8')) as Notebook;
    // the version of Python, which differs between machines
    delete notebook.metadata.language_info;
    writeFileSync(file, `${JSON.stringify(notebook, undefined, 1)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
