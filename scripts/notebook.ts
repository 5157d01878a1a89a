// npm run notebook: opens the notebook in JupyterLab, with the options of JupyterLab that follow `--`, such as --no-browser.
// With --execute: runs the notebook on the samples, and keeps its outputs in it.
import { spawnSync } from 'node:child_process';
import { executeNotebook, NOTEBOOK, notebookPython } from '../test/helpers/notebook.ts';

const options = process.argv.slice(2);
if (options.includes('--execute')) executeNotebook('notebook', NOTEBOOK);
else {
  const { status, error } = spawnSync(
    notebookPython('notebook'),
    ['-m', 'jupyterlab', NOTEBOOK, ...options],
    { stdio: 'inherit' },
  );
  if (error !== undefined) throw error;
  process.exitCode = status ?? 1;
}
