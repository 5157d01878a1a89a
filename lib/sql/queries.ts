import { readdirSync, readFileSync } from 'node:fs';

/** A query that comes with fits-datalake. */
export interface NamedQuery {
  /** The name of its file in queries/. */
  readonly name: string;
  /** What it answers: the comment in the first line of its file. */
  readonly about: string;
  readonly sql: string;
}

const FOLDER = new URL('./queries/', import.meta.url);

/** All named queries, sorted by name. */
export const namedQueries = (): NamedQuery[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const sql = readFileSync(new URL(file, FOLDER), 'utf8').trimEnd();
      return { name: file.slice(0, -'.sql'.length), about: sql.slice(3, sql.indexOf('\n')), sql };
    });
