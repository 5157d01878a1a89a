// npm run notebook: opens the notebook in JupyterLab. With --execute: runs it on the samples, and keeps its outputs in it.
import { spawnSync } from 'node:child_process';
import { executeNotebook, NOTEBOOK, notebookPython } from '../test/helpers/notebook.ts';

if (process.argv.includes('--execute')) executeNotebook('notebook', NOTEBOOK);
else {
  const { status, error } = spawnSync(notebookPython('notebook'), ['-m', 'jupyterlab', NOTEBOOK], {
    stdio: 'inherit',
  });
  if (error !== undefined) throw error;
  process.exitCode = status ?? 1;
}
