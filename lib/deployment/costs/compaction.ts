import { PARQUET } from '../usage.ts';
import { type LakeSize, lakeObjectBytes } from './lake.ts';
import { dataFiles, scanUse } from './question.ts';
import { changesRun, type RunUse, runUse } from './run.ts';
import { total, type Use } from './use.ts';

// The compacted tables: what a run of their state machine uses, and how they are built at first.

/** A run of the state machine. */
export interface CompactionRun {
  /** Files that changed since the last run, and the deltas that they are in. */
  readonly changed: number;
  readonly deltas: number;
  /** The share of these files that the tables have already: their rows are deleted, and written again. */
  readonly known: number;
  /** Days since the last run. */
  readonly days: number;
}

/** State transitions of a run, as far as the number of its states tells: statements, answers, choices and groups of states. */
export const TRANSITIONS = 75;

/** Statements that scan next to nothing: the two queries for what to do, and those that empty the staging tables. */
const SMALL_STATEMENTS = 8;

/** Once for the newest states, and once for their rows. */
const DELTA_SCANS = 2;

/** Whole days of deltas that are compared in addition to those since the last run. */
const COMPARED_DAYS = 2;

/** The size of a compacted table. */
interface Table {
  readonly rows: number;
  readonly bytesPerRow: number;
  /** Bytes of the keys by which the rows of a file are found. */
  readonly fileKey?: number;
}

const tablesOf = ({
  files,
  cards,
  hdus,
}: LakeSize): readonly [cards: Table, objects: Table, ...pivoted: Table[]] => [
  { rows: files * cards, bytesPerRow: PARQUET.card, fileKey: PARQUET.fileKeyOfCards },
  { rows: files, bytesPerRow: PARQUET.objectRow },
  { rows: files, bytesPerRow: PARQUET.fileRow },
  { rows: files * hdus, bytesPerRow: PARQUET.hduRow },
  { rows: files, bytesPerRow: PARQUET.obscoreRow },
  { rows: files * hdus, bytesPerRow: PARQUET.obscoreRow },
];

const bytesOf = ({ rows, bytesPerRow }: Table): number => rows * bytesPerRow;

/** Bytes of all compacted tables. */
export const compactedBytes = (lake: LakeSize): number =>
  tablesOf(lake).reduce((sum, table) => sum + bytesOf(table), 0);

/** What a run uses: stages the rows of changed files, and replaces them in each table. */
export function compactionUse(lake: LakeSize, run: CompactionRun): Use {
  const { changed, deltas, known, days } = run;
  const compared = 1 + COMPARED_DAYS / days;
  const staged = changed * lake.cards * PARQUET.card;
  const share = changed / Math.max(lake.files, 1);
  const tables = tablesOf(lake);
  const [cards, ...others] = tables;
  const [objects] = others;
  return total(
    { transition: TRANSITIONS },
    ...Array.from({ length: SMALL_STATEMENTS }, () => scanUse(0, 0)),
    scanUse(DELTA_SCANS * compared * changed * lakeObjectBytes(lake.cards), DELTA_SCANS * compared * deltas),
    // the tables that are made from the staged rows, each from all of them
    ...others.map(() => scanUse(staged, 2 * dataFiles(staged))),
    // the changed files that the tables have are found in the list of objects
    keysUse(lake.files + changed, objects),
    // the rows that they had are found by the keys of all rows, and cards only if there are such files
    keysUse(Math.min(changed * known, 1) * lake.files + changed, cards),
    ...others.map((table) => keysUse(lake.files + changed, table)),
    // then those that they have now are copied
    ...tables.map((table) => scanUse(share * bytesOf(table), 2 * dataFiles(share * bytesOf(table)))),
    ...tables.map((table) => optimizeUse(table, { share, replaced: changed * known })),
  );
}

/** Reads the keys of so many files. */
const keysUse = (files: number, { fileKey = PARQUET.fileKey, ...table }: Table): Use =>
  scanUse(files * fileKey, 2 * dataFiles(bytesOf(table)));

/**
 * OPTIMIZE reads and writes again the new rows, and all data files with rows that were deleted. Those are assumed to be spread
 * evenly, so few replaced files suffice to touch every data file; it is less if they are close in time.
 */
function optimizeUse(table: Table, { share, replaced }: { share: number; replaced: number }): Use {
  const files = Math.max(dataFiles(bytesOf(table)), 1);
  const touched = 1 - (1 - 1 / files) ** replaced;
  const written = Math.max(share, touched);
  return total(scanUse(written * bytesOf(table), 2 * written * files), { s3Put: written * files });
}

/**
 * What the tables use when they are built: a run of the backfill function that writes deltas from all lake objects, and a run
 * of the state machine in which everything is new.
 */
export function buildUse(lake: LakeSize): RunUse {
  const all = changesRun({ objects: lake.files, checked: lake.files, all: true });
  const listing = runUse(all);
  const run = compactionUse(lake, {
    changed: lake.files,
    deltas: all.batches,
    known: 0,
    days: Number.POSITIVE_INFINITY,
  });
  return { ...listing, use: total(listing.use, run) };
}

/** Bytes of deltas that are kept: those of so many changes. */
export const deltaBytes = (changes: number, cards: number): number => changes * lakeObjectBytes(cards);
