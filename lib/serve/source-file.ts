import { realpathSync } from 'node:fs';
import { sep } from 'node:path';
import type { LiveLake } from '../engines/live/live-lake.ts';
import { type SourceFilePlace, sourceFileAt } from '../engines/overview/source-files.ts';
import { fileProblem } from '../stores/file-problem.ts';
import { RequestRefused } from './http/replies.ts';

// The files that a request may name: those that are in the lake, and only where the lake's roots are.

/** A file of the lake, and where it is on this machine, without links; undefined for a file in S3. */
export interface FileOfLake extends SourceFilePlace {
  readonly realPath: string | undefined;
}

/**
 * A file of the lake by its path, as the lake has it.
 *
 * @throws RequestRefused with status 404 if the lake does not have it, or if it is not below its root on the disk
 */
export async function fileOfLake(lake: LiveLake, path: string): Promise<FileOfLake> {
  const file = await lake.read((connection) => sourceFileAt(connection, path));
  if (file === undefined) throw new RequestRefused(404, { error: `the lake has no file ${path}` });
  return { ...file, realPath: file.root === undefined ? undefined : realPathBelow(path, file.root) };
}

/** A lake may come from a stranger, and folders may contain links. */
function realPathBelow(path: string, root: string): string {
  const [file, folder] = [realPath(path), realPath(root)];
  if (file === folder || !file.startsWith(folder.endsWith(sep) ? folder : folder + sep))
    throw new RequestRefused(404, { error: `${path}: it is a link to a file outside ${root}` });
  return file;
}

function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch (error) {
    throw new RequestRefused(404, { error: `${path}: ${fileProblem(error)}` });
  }
}
