// Goes through the files that header prints, and reports those that are faulty or cannot be read.

import type { Fault } from '../../fits/fault.ts';
import { LIMITS } from '../../fits/limits.ts';
import { readHeaders } from '../../fits/read.ts';
import type { Hdu } from '../../fits/walk.ts';
import type { SourceFile } from '../../lake/extraction.ts';
import { NODE } from '../../node/platform.ts';
import { fileProblem } from '../../stores/file-problem.ts';
import { Archived, Changed, Missing } from '../../stores/store.ts';
import { drained, printMessage } from '../terminal/output.ts';
import { BrokenPipe } from '../terminal/stream.ts';
import type { NamedFiles } from './files.ts';
import type { OpenFile } from './open-file.ts';
import type { CardSelection } from './selection.ts';

/** How many files have faults, and how many could not be read. */
export interface HeaderCounts {
  faulty: number;
  unreadable: number;
}

/** Prints the selected cards of files in one format. */
export type HeaderPrinter = (files: NamedFiles, selection: CardSelection) => Promise<HeaderCounts>;

/** Opens each file in turn. A file with faults, or one that cannot be read, is reported on standard error. */
export async function forEachFile(
  files: NamedFiles,
  use: (path: string, file: OpenFile) => Promise<readonly Fault[]>,
): Promise<HeaderCounts> {
  const counts: HeaderCounts = { faulty: 0, unreadable: 0 };
  for (const path of files.names) {
    let file: OpenFile;
    try {
      file = files.open(path);
    } catch (error) {
      counts.unreadable++;
      printAbout(path, reasonOf(error));
      continue;
    }
    try {
      const faults = await use(path, file);
      if (faults.length > 0) counts.faulty++;
      for (const { code, reason } of faults) printAbout(path, `${code}: ${reason}`);
      await drained();
    } catch (error) {
      // without a reader of the output, the run ends
      if (error instanceof BrokenPipe) throw error;
      counts.unreadable++;
      printAbout(path, reasonOf(error));
    } finally {
      file.close();
    }
  }
  return counts;
}

const printAbout = (path: string, text: string): void => printMessage(`${path}: ${text}`);

/**
 * Reads the headers of each file in turn, and calls `onHdu` for each HDU.
 *
 * @param onEnd called after the last HDU of a file, even if the rest of it could not be read
 */
export const forEachHdu = (
  files: NamedFiles,
  onHdu: (path: string, hdu: Hdu, place: SourceFile) => void,
  onEnd: (path: string) => void = () => {},
): Promise<HeaderCounts> =>
  forEachFile(files, async (path, file) => {
    const faults: Fault[] = [];
    await readHeaders(
      {
        read: async (offset, length) => {
          await drained();
          const { bytes, head } = await file.read(offset, length);
          return { bytes, size: head.size };
        },
      },
      { hdu: (hdu) => onHdu(path, hdu, file.place), fault: (fault) => faults.push(fault) },
      LIMITS,
      NODE,
    ).finally(() => onEnd(path));
    return faults;
  });

function reasonOf(error: unknown): string {
  if (error instanceof Changed)
    return 'it changed while it was read; the output contains what was read before';
  if (error instanceof Missing)
    return 'there is no such object; header reads single objects, not patterns or prefixes';
  if (error instanceof Archived) return 'it is archived; restore it first';
  const problem = fileProblem(error);
  return problem === 'not a file' ? 'not a file; name its files instead: *.fits' : problem;
}
