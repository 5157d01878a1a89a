import type { Fault } from '../../fits/fault.ts';
import { LIMITS } from '../../fits/limits.ts';
import { readHeaders } from '../../fits/read.ts';
import type { Hdu } from '../../fits/walk.ts';
import type { SourceFile } from '../../lake/extraction.ts';
import { NODE } from '../../node/platform.ts';
import { fileProblem } from '../../stores/file-problem.ts';
import { Archived, Changed, Missing } from '../../stores/store.ts';
import { drained, note } from '../terminal/output.ts';
import { BrokenPipe } from '../terminal/stream.ts';
import type { Files, OpenFile } from './files.ts';
import type { Selection } from './selection.ts';

/** How it went: files with faults in them, and files that could not be opened. */
export interface Outcome {
  faulty: number;
  unreadable: number;
}

export type HeaderFormat = (files: Files, asked: Selection) => Promise<Outcome>;

/** Opens each file in turn; what goes wrong with one is said and does not stop the others. */
export async function eachFile(
  files: Files,
  use: (path: string, file: OpenFile) => Promise<readonly Fault[]>,
): Promise<Outcome> {
  const outcome: Outcome = { faulty: 0, unreadable: 0 };
  for (const path of files.names) {
    let file: OpenFile;
    try {
      file = files.open(path);
    } catch (error) {
      outcome.unreadable++;
      tell(path, reasonOf(error));
      continue;
    }
    try {
      const faults = await use(path, file);
      if (faults.length > 0) outcome.faulty++;
      for (const { code, reason } of faults) tell(path, `${code}: ${reason}`);
      await drained();
    } catch (error) {
      // nobody reads the output any more: that ends the run
      if (error instanceof BrokenPipe) throw error;
      outcome.unreadable++;
      tell(path, reasonOf(error));
    } finally {
      file.close();
    }
  }
  return outcome;
}

const tell = (path: string, what: string): void => note(`${path}: ${what}`);

/** Hands the HDUs of each file to `take`. */
export const eachHdu = (
  files: Files,
  take: (path: string, hdu: Hdu, place: SourceFile) => void,
  done: (path: string) => void = () => {},
): Promise<Outcome> =>
  eachFile(files, async (path, file) => {
    const faults: Fault[] = [];
    await readHeaders(
      {
        read: async (offset, length) => {
          await drained();
          const { bytes, head } = await file.read(offset, length);
          return { bytes, size: head.size };
        },
      },
      { hdu: (hdu) => take(path, hdu, file.place), fault: (fault) => faults.push(fault) },
      LIMITS,
      NODE,
    ).finally(() => done(path));
    return faults;
  });

function reasonOf(error: unknown): string {
  if (error instanceof Changed) return 'it changed while it was read; what was read before that is printed';
  if (error instanceof Missing) return 'there is no such object; patterns and prefixes are not for header';
  if (error instanceof Archived) return 'it is archived, and has to be restored before it can be read';
  const problem = fileProblem(error);
  return problem === 'not a file' ? 'not a file; folders are for ingest, or name its files: *.fits' : problem;
}
