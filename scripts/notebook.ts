// npm run notebook: opens the notebook in JupyterLab, with the options of JupyterLab that follow `--`, such as --no-browser.
// With --execute: runs the notebook on the samples, and keeps its outputs in it.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { executeNotebook, NOTEBOOK, notebookPython } from '../test/helpers/notebook.ts';

/** The user's FITS_LAKE as an absolute path: the notebook runs in its own folder. */
function lake(): { readonly FITS_LAKE?: string } {
  const { FITS_LAKE: given, INIT_CWD: folder = '.' } = process.env;
  return given ? { FITS_LAKE: resolve(folder, given) } : {};
}

const options = process.argv.slice(2);
if (options.includes('--execute')) executeNotebook('notebook', NOTEBOOK);
else {
  const { status, error } = spawnSync(
    notebookPython('notebook'),
    ['-m', 'jupyterlab', NOTEBOOK, ...options],
    { stdio: 'inherit', env: { ...process.env, ...lake() } },
  );
  if (error !== undefined) throw error;
  process.exitCode = status ?? 1;
}
