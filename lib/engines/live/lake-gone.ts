import { HEADERS_FOLDER } from '../../lake/naming.ts';
import { codeOf } from '../../stores/file-problem.ts';
import { lstatUnlessLink } from '../../stores/link-in-lake.ts';
import { QuestionEnded } from '../asker.ts';
import { NoLake } from '../duckdb/open-lake.ts';

// A lake may be removed, replaced or built again while it is served.

/** How a lake is not there, according to an error; undefined if the error is about something else. */
export function absenceOf(error: unknown): NoLake['state'] | undefined {
  if (error instanceof NoLake) return error.state;
  // something was removed while it was read
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR' ? 'missing' : undefined;
}

/** Does work on a lake. Throws QuestionEnded if the lake is not there, now or in the end. */
export async function withLake<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    if (lstatUnlessLink(`${folder}/${HEADERS_FOLDER}`) === undefined) throw new NoLake(folder, 'missing');
    return await work();
  } catch (error) {
    const state = absenceOf(error);
    throw state === undefined ? error : new QuestionEnded({ kind: 'lake', state }, { cause: error });
  }
}
