import { closeSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs';
import type { NumberedRows } from '../../lake/rows/numbered-rows.ts';
import { ROW_TABLES, type RowTable } from './lake-rows.ts';

/** Files of rows, one for each table that has any. */
export interface RowFiles {
  /** The files with rows, by table. */
  paths(): readonly (readonly [table: RowTable, path: string])[];
  /** Bytes of all files. */
  bytes(): number;
  write(rows: NumberedRows): void;
  /** Returns a function that removes what was written since. */
  mark(): () => void;
  /** Removes the files. */
  discard(): void;
}

/** The path of the file with the rows of a table. */
export const rowFile = (path: string, table: RowTable): string => `${path}.${table}`;

/** @param path how their paths begin */
export function rowFiles(path: string): RowFiles {
  const files = { cards: growingFile(rowFile(path, 'cards')), facts: growingFile(rowFile(path, 'facts')) };
  return {
    paths: () =>
      ROW_TABLES.filter((table) => files[table].bytes() > 0).map((table) => [table, rowFile(path, table)]),
    bytes: () => files.cards.bytes() + files.facts.bytes(),
    write: ({ cards, others }) => {
      files.cards.write(cards);
      files.facts.write(others);
    },
    mark: () => {
      const before = { cards: files.cards.bytes(), facts: files.facts.bytes() };
      return () => {
        for (const table of ROW_TABLES) files[table].truncate(before[table]);
      };
    },
    discard: () => {
      for (const table of ROW_TABLES) files[table].discard();
    },
  };
}

interface GrowingFile {
  bytes(): number;
  write(piece: Uint8Array): void;
  truncate(bytes: number): void;
  discard(): void;
}

/** A file that is created with its first byte. */
function growingFile(path: string): GrowingFile {
  let opened: number | undefined;
  let bytes = 0;
  return {
    bytes: () => bytes,
    write: (piece) => {
      if (piece.length === 0) return;
      opened ??= openSync(path, 'wx');
      for (let at = 0; at < piece.length; ) at += writeSync(opened, piece, at, piece.length - at, bytes + at);
      bytes += piece.length;
    },
    truncate: (to) => {
      if (opened !== undefined) ftruncateSync(opened, to);
      bytes = to;
    },
    discard: () => {
      if (opened !== undefined) closeSync(opened);
      rmSync(path, { force: true });
    },
  };
}
