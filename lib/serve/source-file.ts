import { realpathSync } from 'node:fs';
import { sep } from 'node:path';
import type { LiveLake } from '../engines/live/live-lake.ts';
import { type SourceFilePlace, sourceFileAt } from '../engines/overview/source-files.ts';
import { fileProblem } from '../stores/file-problem.ts';
import { RequestRefused } from './http/replies.ts';

// The files that a request may name: those that are in the lake, and only where the lake's roots are.

/**
 * A file of the lake by its path, as the lake has it.
 *
 * @throws RequestRefused with status 404 if the lake does not have it, or if it is not below its root on the disk
 */
export async function fileOfLake(lake: LiveLake, path: string): Promise<SourceFilePlace> {
  const file = await lake.read((connection) => sourceFileAt(connection, path));
  if (file === undefined) throw new RequestRefused(404, { error: `the lake has no file ${path}` });
  if (file.root !== undefined) expectBelow(path, file.root);
  return file;
}

/** A lake may come from a stranger, and folders may contain links. */
function expectBelow(path: string, root: string): void {
  const [file, folder] = [realPath(path), realPath(root)];
  if (file === folder || !file.startsWith(folder.endsWith(sep) ? folder : folder + sep))
    throw new RequestRefused(404, { error: `${path}: it is a link to a file outside ${root}` });
}

function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch (error) {
    throw new RequestRefused(404, { error: `${path}: ${fileProblem(error)}` });
  }
}
