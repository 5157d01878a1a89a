// Goes through the files that the user named, and reports those that are faulty or cannot be read.

import { statSync } from 'node:fs';
import type { Fault } from '../../fits/fault.ts';
import { LIMITS, type Limits } from '../../fits/limits.ts';
import { type ReadReport, readHeaders } from '../../fits/read.ts';
import type { ByteSource } from '../../fits/source.ts';
import type { Sink } from '../../fits/walk.ts';
import { NODE } from '../../node/platform.ts';
import { codeOf, fileProblem } from '../../stores/file-problem.ts';
import { Archived, Changed, Missing } from '../../stores/store.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { userPath } from '../options/paths.ts';
import { isS3 } from '../options/uri.ts';
import { printColoured, printError } from '../terminal/colour.ts';
import { drained, PROGRAM } from '../terminal/output.ts';
import { readingFile, showActivity } from '../terminal/progress.ts';
import { OutputFailed } from '../terminal/stream.ts';
import type { NamedFile } from './named-files.ts';
import type { OpenFile } from './open-file.ts';
import { hasWildcard } from './wildcard.ts';

/** How many files have faults, and how many could not be read. */
export interface FileCounts {
  faulty: number;
  unreadable: number;
}

/** The exit code after a verb that reads files: 1 if some could not be read, 3 if some are faulty. */
export const exitCodeFor = ({ faulty, unreadable }: FileCounts): ExitCode =>
  unreadable > 0 ? EXIT.failed : faulty > 0 ? EXIT.faulty : EXIT.done;

/**
 * Opens each file in turn. A file with faults, or one that cannot be read, is reported on standard error, and does not
 * stop the run.
 *
 * @param use reads the file and returns its faults
 */
export async function forEachFile(
  files: readonly NamedFile[],
  use: (named: NamedFile, file: OpenFile) => Promise<readonly Fault[]>,
): Promise<FileCounts> {
  const counts: FileCounts = { faulty: 0, unreadable: 0 };
  let done = 0;
  const endActivity = showActivity((seconds) =>
    readingFile(files[done]?.name ?? '', done + 1, files.length)(seconds),
  );
  try {
    for (const named of files) {
      // for the activity and for signals: local files are read without waiting
      await NODE.letOthersRun();
      await useFile(named, use, counts);
      done++;
    }
  } finally {
    endActivity();
  }
  return counts;
}

async function useFile(
  named: NamedFile,
  use: (named: NamedFile, file: OpenFile) => Promise<readonly Fault[]>,
  counts: FileCounts,
): Promise<void> {
  let file: OpenFile | undefined;
  try {
    file = named.open();
    const faults = await use(named, file);
    if (faults.length > 0) counts.faulty++;
    for (const { code, reason } of faults)
      printColoured(`${PROGRAM}: ${named.name}: `, [code, 'red'], `: ${reason}`);
    await drained();
  } catch (error) {
    // without an output, the run ends
    if (error instanceof OutputFailed) throw error;
    counts.unreadable++;
    printAbout(named, readProblem(named.name, error));
  } finally {
    file?.close();
  }
}

/** Prints a line about a file on standard error. */
export const printAbout = ({ name }: Pick<NamedFile, 'name'>, text: string): void =>
  printError(`${name}: ${text}`);

/** The limits for a file. Standard input may wait as long as the program that writes to it. */
export const limitsFor = ({ forwardOnly }: OpenFile): Limits =>
  forwardOnly === true ? { ...LIMITS, time: Number.POSITIVE_INFINITY } : LIMITS;

/** Reads the headers of an open file; see readHeaders of lib/fits. Waits while nobody takes what was printed. */
export const readOpenFile = (file: OpenFile, sink: Sink): Promise<ReadReport> =>
  readHeaders(byteSource(file), sink, limitsFor(file), NODE);

/** The bytes of an open file. Waits while nobody takes what was printed. */
export const byteSource = (file: OpenFile): ByteSource => ({
  forwardOnly: file.forwardOnly === true,
  read: async (offset, length) => {
    await drained();
    const { bytes, head } = await file.read(offset, length);
    return { bytes, size: head.size };
  },
});

/** Why a file cannot be read, and what to do, to follow its name. */
export function readProblem(name: string, error: unknown): string {
  if (error instanceof Changed)
    return 'it changed while it was read; the output contains what was read before';
  if (error instanceof Missing)
    return 'there is no such object; name single objects, not patterns or prefixes';
  if (error instanceof Archived) return 'it is archived; restore it first';
  if (codeOf(error) === 'ENOENT' && hasWildcard(name) && !isS3(name))
    return 'no such file; to name an HDU of many files, write --ext HDU *.fits';
  // Node cannot pass on the bytes of such a name
  if (codeOf(error) === 'ENOENT' && name.includes('\ufffd') && !isS3(name))
    return 'no such file, or its name is not UTF-8; rename it, or give it to standard input: fits-datalake header - < FILE';
  const problem = fileProblem(error);
  return problem === 'not a file' ? notAFile(name) : problem;
}

const notAFile = (name: string): string =>
  statSync(userPath(name), { throwIfNoEntry: false })?.isDirectory() === true
    ? `it is a folder; name its files (${name.replace(/\/+$/, '')}/*.fits), or read all of it into a lake with ingest`
    : 'not a file';
