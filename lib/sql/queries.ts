import { readdirSync, readFileSync } from 'node:fs';

/** A question with a name: its file in queries/ opens with a line that says what it answers. */
export interface NamedQuery {
  readonly name: string;
  readonly about: string;
  readonly sql: string;
}

const FOLDER = new URL('./queries/', import.meta.url);

/** All named queries, in the order of their names. */
export const namedQueries = (): NamedQuery[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const sql = readFileSync(new URL(file, FOLDER), 'utf8').trimEnd();
      return { name: file.slice(0, -'.sql'.length), about: sql.slice(3, sql.indexOf('\n')), sql };
    });
