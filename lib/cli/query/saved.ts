// The queries that users save in a lake: query --save, and what --named finds besides the built-in ones.

import {
  isQueryName,
  MOST_QUERIES,
  MOST_QUERY_BYTES,
  readSavedQuery,
  savedQueryKey,
  savedQueryNames,
  saveQuery,
} from '../../settings/saved-queries.ts';
import { replacePlaceholders } from '../../sql/placeholders.ts';
import { type NamedQuery, namedQueries } from '../../sql/queries.ts';
import { fileProblem } from '../../stores/file-problem.ts';
import { LinkInLake } from '../../stores/link-in-lake.ts';
import { Conflict } from '../../stores/store.ts';
import { RunFailed, UsageError } from '../errors.ts';
import { printable, printMessage } from '../terminal/output.ts';
import { shellQuoted } from '../terminal/shell.ts';

/** The options of `--save`. */
export interface SaveOptions {
  readonly save?: string;
  readonly description?: string;
  readonly force?: boolean;
}

/** The options that mean nothing when a query is saved, with the reasons if they are not plain. */
const NOT_WITH_SAVE = {
  named: '',
  set: ': values are given when the query runs',
  stack: ': saved queries belong to a local lake; keep SQL for a stack in a file, for --file',
  format: ': it is given when the query runs',
  output: ': it is given when the query runs',
} as const;

/** The name of `--save`; undefined without it. Throws {@link UsageError}. */
export function savedName(
  options: SaveOptions & { readonly [name in keyof typeof NOT_WITH_SAVE]?: unknown },
): string | undefined {
  const { save: name, description, force } = options;
  if (name === undefined) {
    if (description !== undefined) throw new UsageError('--description needs --save NAME');
    if (force !== undefined) throw new UsageError('--force needs --save NAME');
    return undefined;
  }
  for (const [other, why] of Object.entries(NOT_WITH_SAVE))
    if (options[other as keyof typeof NOT_WITH_SAVE] !== undefined)
      throw new UsageError(`--${other} cannot be used with --save${why}`);
  if (!isQueryName(name))
    throw new UsageError(
      `--save ${name}: a name has at most 64 characters, a-z, 0-9 and -, and does not begin with -`,
    );
  if (namedQueries().some((query) => query.name === name))
    throw new UsageError(
      `--save ${name}: a query that comes with fits-datalake has this name; choose another`,
    );
  return name;
}

/** The SQL of a query in which all parameters are NULL, to check it before it has values. */
export const withoutValues = (sql: string): string =>
  // in most cases as long as the parameter, so that the places in messages are right
  replacePlaceholders(sql, (name) => 'NULL'.padEnd(name.length + 1));

/**
 * Saves a query that was checked in a lake, and says where. Throws {@link UsageError}, {@link RunFailed}.
 *
 * @param others the options that a run needs, too
 */
export async function save(
  lake: string,
  name: string,
  sql: string,
  { description = '', force = false }: SaveOptions,
  others: readonly string[],
): Promise<void> {
  const file = `${lake}/${savedQueryKey(name)}`;
  const about = printable(description.replace(/\s+/g, ' ').trim());
  if (Buffer.byteLength(sql) + Buffer.byteLength(about) > MOST_QUERY_BYTES - 10)
    throw new UsageError(`--save ${name}: a saved query has at most ${MOST_QUERY_BYTES} bytes`);
  const names = savedNames(lake);
  if (names.length >= MOST_QUERIES && !names.includes(name))
    throw new RunFailed(`${lake}: a lake has at most ${MOST_QUERIES} saved queries; delete one in queries/`);
  try {
    await saveQuery(lake, { name, about, sql }, force);
  } catch (error) {
    if (error instanceof Conflict)
      throw new RunFailed(
        `${file}: ${force ? 'another program has just written this query; try again' : 'this query exists; --force replaces it'}`,
      );
    throw failure(file, error);
  }
  const run = ['fits-datalake', 'query', '--named', name, ...others].map(shellQuoted).join(' ');
  printMessage(`saved as ${file}; to run it: ${run}`);
}

/** The names of a lake's saved queries, without those of built-in ones. Throws {@link RunFailed}. */
export function savedNames(lake: string): string[] {
  const builtIn = new Set(namedQueries().map(({ name }) => name));
  return attempt(lake, () => savedQueryNames(lake)).filter((name) => !builtIn.has(name));
}

/** A saved query; undefined if there is none. Throws {@link RunFailed} if it cannot be read. */
export const savedQuery = (lake: string, name: string): NamedQuery | undefined =>
  attempt(`${lake}/${savedQueryKey(name)}`, () => readSavedQuery(lake, name));

/** A lake's saved queries, one per line; undefined if it has none. What cannot be read is listed with the reason. */
export function savedList(lake: string): string | undefined {
  const names = savedNames(lake);
  if (names.length === 0) return undefined;
  const longest = Math.max(...names.map((name) => name.length));
  const lines = names.map((name) => `  ${name.padEnd(longest)}  ${aboutOf(lake, name)}`.trimEnd());
  return `Saved queries of this lake (--named NAME):\n${lines.join('\n')}`;
}

/** The most characters of a description that are shown. */
const LONGEST_ABOUT = 200;

function aboutOf(lake: string, name: string): string {
  try {
    return printable(savedQuery(lake, name)?.about.slice(0, LONGEST_ABOUT) ?? '');
  } catch (error) {
    if (error instanceof RunFailed) return `(${printable(error.message)})`;
    throw error;
  }
}

function attempt<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw failure(file, error);
  }
}

const failure = (file: string, error: unknown): RunFailed =>
  new RunFailed(error instanceof LinkInLake ? error.message : `${file}: ${fileProblem(error)}`);
