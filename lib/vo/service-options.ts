import type { Asker } from '../engines/asker.ts';
import type { KeywordColumn } from '../sql/everyday.ts';
import type { Dialect } from './adql/value.ts';
import type { Table } from './tables.ts';
import type { Turns } from './turns.ts';

/** How the service is set up. */
export interface VoOptions {
  /** Answers SQL. */
  readonly asker: Asker;
  /** Which SQL the asker understands; by default that of DuckDB. */
  readonly dialect?: Dialect;
  /** The address that clients reach the service at, with a slash at its end. */
  readonly base: string;
  /** The address, with a slash at its end, below which the local files are served; `access_url` then leads there. */
  readonly filesAt?: string | undefined;
  /** Columns of `files` and `hdus` in addition to the everyday ones. */
  readonly keywords?: readonly KeywordColumn[];
  /** A private folder for the results of jobs. Its owner removes it. */
  readonly folder: string;
  /** Ends all jobs. */
  readonly signal?: AbortSignal;
  /** Receives errors that are not about a request. */
  readonly onError?: (error: unknown) => void;
  /** Limits that differ from the usual ones. */
  readonly limits?: Partial<Limits>;
}

/** What clients may use. */
export interface Limits {
  /** Rows of an answer, unless MAXREC asks for more. */
  readonly rows: number;
  /** The most rows that MAXREC can ask for. */
  readonly mostRows: number;
  /** Rows of an uploaded table, and values of all those of a query. */
  readonly uploadRows: number;
  readonly uploadValues: number;
  /** Uploaded tables of a query. */
  readonly uploads: number;
  /** Jobs that are kept. */
  readonly jobs: number;
  /** Bytes of the parameters of all jobs, with uploaded tables, that have not run yet. */
  readonly waitingBytes: number;
  /** Jobs that run at the same time. */
  readonly running: number;
  /** Bytes of the result of a job, and of all results together. */
  readonly resultBytes: number;
  readonly allResultBytes: number;
  /** Seconds that a job may run, by default and at most. */
  readonly seconds: number;
  readonly mostSeconds: number;
  /** Seconds that a job is kept, by default and at most. */
  readonly keptSeconds: number;
  readonly mostKeptSeconds: number;
}

export const LIMITS: Limits = {
  rows: 100_000,
  mostRows: 2_000_000,
  uploadRows: 10_000,
  uploadValues: 1_000_000,
  uploads: 10,
  jobs: 100,
  waitingBytes: 100_000_000,
  running: 2,
  resultBytes: 500_000_000,
  allResultBytes: 2_000_000_000,
  seconds: 300,
  mostSeconds: 3600,
  keptSeconds: 86_400,
  mostKeptSeconds: 604_800,
};

/** What all protocols share. */
export interface Service
  extends Required<Pick<VoOptions, 'asker' | 'dialect' | 'base' | 'folder' | 'onError'>> {
  readonly filesAt?: string | undefined;
  readonly tables: readonly Table[];
  readonly limits: Limits;
  readonly signal: AbortSignal | undefined;
  /** For work that would keep the service from answering others. */
  readonly turns: Turns;
}
