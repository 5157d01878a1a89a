import type { BigIntStats } from 'node:fs';
import type { Stamp } from './gzip-metadata.ts';

/**
 * What was found in the objects of a lake when they were opened. A listing asks it before it opens an object. Reads and
 * writes of single objects do not: they see what the object is now.
 */
export interface ObjectNotes {
  /**
   * The stamp of an object, if it was noted and its file has not changed since. A listing asks in the order of its keys.
   *
   * @param look at the object's file; called only if there is a note
   */
  recall(key: string, look: () => FileState | undefined): Stamp | undefined;
}

/** What tells two states of a file apart. Nobody can set the time of its last status change (ctime). */
export type FileState = Pick<BigIntStats, 'dev' | 'ino' | 'size' | 'mtimeNs' | 'ctimeNs'>;
