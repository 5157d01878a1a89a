import type { KeywordColumn } from '../everyday.ts';
import type { Dialect } from './dialect.ts';
import { layoutOf } from './layout.ts';
import { pinSql, switchCount } from './pin.ts';
import { planSql } from './plan.ts';
import { addNew, empty, fill, removeOld } from './replace.ts';
import { STAGE_GONE, STAGE_ROWS, stagedColumns, stagedTable, stageTable } from './stage.ts';
import { CARDS, OBJECTS, PIVOTED, pivotedTable, pivotedTables } from './tables.ts';

/**
 * The statements of a run, in their order. Those of one list are independent of each other. Some need values in braces, from the
 * answers to the queries before.
 */
export interface RunStatements {
  /** Creates all tables unless they exist: for a rebuild, or another layout than in the last run. */
  readonly create: readonly string[];
  /** The query for what to do. */
  readonly plan: string;
  /** For a rebuild, after `forget`: removes the rows of all files. */
  readonly empty: readonly string[];
  /** Removes what an earlier run staged. */
  readonly unstage: readonly string[];
  /** Stages the rows of changed files: needs `{first_day}` and `{since}`. */
  readonly stage: string;
  /** Stages which of these files the tables have. */
  readonly stageGone: string;
  /** Stages the list of their objects. */
  readonly stageObjects: string;
  /**
   * Replaces the cards of these files, and their objects in the list. Wherever a run ends, a file with cards is in the list: it
   * leaves the list later than its cards leave their table, and is there again before they are.
   */
  readonly replace: {
    readonly removeCards: string;
    readonly removeObjects: string;
    readonly addObjects: string;
    readonly addCards: string;
  };
  /** The same for the pivoted tables, if they have the same layout as in the last run. */
  readonly stagePivoted: readonly string[];
  readonly removePivoted: readonly string[];
  readonly addPivoted: readonly string[];
  /** Otherwise: removes what an unfinished run left in them, and fills them from the cards. */
  readonly emptyPivoted: readonly string[];
  readonly fillPivoted: readonly string[];
  readonly optimize: readonly string[];
  /** The query for the statements that show the tables to readers: needs `{started}`. */
  readonly pin: string;
  /** How many of these statements come before the wait for queries that are being planned. */
  readonly switchCount: number;
  readonly vacuum: readonly string[];
  /** Drops the pivoted tables of another layout: needs `{layout}`. */
  readonly drop: readonly string[];
}

/** What the statements of a run depend on. */
export interface RunOptions {
  readonly keywords: readonly KeywordColumn[];
  readonly dialect: Dialect;
  /** The folder of the tables' folders, with a slash at its end. */
  readonly location: string;
  /** The time, as SQL, instead of the clock. */
  readonly now?: string;
}

/** All statements of a run. */
export function runStatements({ keywords, dialect, location, now }: RunOptions): RunStatements {
  const pivoted = pivotedTables(keywords);
  const kept = [CARDS, OBJECTS, ...pivoted];
  const staged = kept.map((table) => ({
    table: stagedTable(table),
    columns: stagedColumns(table),
  }));
  return {
    create: [...kept, ...staged].map((table) =>
      dialect.create({ ...table, location: `${location}${table.table}/` }),
    ),
    plan: planSql(layoutOf(keywords), now),
    empty: [CARDS, OBJECTS].map(({ table }) => empty(table)),
    unstage: staged.map(({ table }) => empty(table)),
    stage: STAGE_ROWS,
    stageGone: STAGE_GONE,
    stageObjects: stageTable(OBJECTS),
    replace: {
      removeCards: removeOld(CARDS),
      removeObjects: removeOld(OBJECTS),
      addObjects: addNew(OBJECTS),
      addCards: addNew(CARDS),
    },
    stagePivoted: pivoted.map(stageTable),
    removePivoted: pivoted.map(removeOld),
    addPivoted: pivoted.map(addNew),
    emptyPivoted: pivoted.map(({ table }) => empty(table)),
    fillPivoted: pivoted.map(fill),
    optimize: kept.map(({ table }) => dialect.optimize(table)),
    pin: pinSql(keywords),
    switchCount: switchCount(keywords),
    vacuum: [...kept, ...staged].map(({ table }) => dialect.vacuum(table)),
    drop: PIVOTED.map((name) => ({ name, table: pivotedTable(name, '{layout}') }))
      .flatMap((former) => [former.table, stagedTable(former)])
      .map((table) => `DROP TABLE IF EXISTS ${table}`),
  };
}

/** A statement with values in place of the names in braces. Values never contain braces. */
export const withSlots = (statement: string, values: Readonly<Record<string, string>>): string =>
  Object.entries(values).reduce((sql, [name, value]) => sql.replaceAll(`{${name}}`, value), statement);
