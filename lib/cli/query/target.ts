import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { Screen, Write } from '../../formats/format.ts';
import { writeOut } from '../output.ts';

/** Where an answer goes. */
export interface Target {
  readonly write: Write;
  readonly screen: Screen;
  /** All is written. */
  done(): void;
  /** Something failed: nothing is left behind. */
  discard(): void;
}

/** Standard output. To a terminal no control character goes but the line's end. */
export function standardOutput(): Target {
  const { isTTY, columns } = process.stdout;
  return {
    write: isTTY ? (text) => writeOut(text.replace(/[^\P{Cc}\n]/gu, '\ufffd')) : writeOut,
    screen: isTTY ? { width: columns || 80 } : {},
    done: () => {},
    discard: () => {},
  };
}

/** The name under which a file is written until it is complete. */
export const partial = (file: string): string => `${file}.partial-${process.pid}`;

/** A file that is there when it is complete. */
export function outputFile(file: string): Target {
  const path = partial(file);
  const opened = openSync(path, 'w');
  return {
    write: (text) => {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; ) at += writeSync(opened, bytes, at);
    },
    screen: {},
    done: () => {
      closeSync(opened);
      renameSync(path, file);
    },
    discard: () => {
      closeSync(opened);
      rmSync(path, { force: true });
    },
  };
}
