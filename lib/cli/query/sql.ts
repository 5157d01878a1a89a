// Finds the SQL to run: in the argument, a file, a named query or standard input.

import { text } from 'node:stream/consumers';
import { nearest } from '../../engines/nearest.ts';
import {
  exampleValues,
  type NamedQuery,
  namedQueries,
  ParameterRefused,
  withStandIns,
  withValues,
} from '../../sql/queries.ts';
import { fileProblem } from '../../stores/file-problem.ts';
import { readWhole } from '../../stores/read-whole.ts';
import { RunFailed, UsageError } from '../errors.ts';
import { userPath } from '../options/paths.ts';
import { streams } from '../terminal/output.ts';
import { savedNames, savedQuery } from './saved.ts';

/** Where the SQL comes from: at most one of these is set. */
export interface SqlSource {
  readonly sql?: string | undefined;
  readonly file?: string;
  readonly named?: string;
  /** The values of the named query's parameters, each as NAME=VALUE. */
  readonly set?: readonly string[];
  /** The lake's folder, whose saved queries have names too; undefined for a stack. */
  readonly lake?: string | undefined;
  /** Whether the SQL is only looked at, so that a named query needs no values. */
  readonly isRead?: boolean;
}

/**
 * The SQL to run, from the command line, a file, a named query or standard input; undefined if there is none and
 * standard input is a terminal. Throws {@link UsageError} if it contains no statement, {@link RunFailed} if it cannot be
 * read.
 */
export async function sqlFrom(
  { sql, file, named, set, lake, isRead = false }: SqlSource,
  isTerminal = streams().stdin.isTTY === true,
): Promise<string | undefined> {
  if ([sql, file, named].filter((given) => given !== undefined).length > 1) {
    throw new UsageError('give the SQL only once: as an argument, with --file or with --named');
  }
  if (set !== undefined && named === undefined)
    throw new UsageError('--set gives a value to a named query, so it needs --named NAME');
  if (file !== undefined)
    return checked(await readOrFail(() => readWhole(userPath(file), LARGEST), file), file);
  if (named !== undefined) {
    const query = queryNamed(named, lake);
    return isRead ? withStandIns(query) : sqlWith(query, set ?? []);
  }
  if (sql !== undefined) return checked(sql, 'the argument');
  return isTerminal ? undefined : checked(await readOrFail(() => text(streams().stdin), STDIN), STDIN);
}

const STDIN = 'standard input';
/** The most bytes of a file with SQL. */
const LARGEST = 16_000_000;

const COMMENT = /--.*|\/\*[\s\S]*?\*\//g;

/** The SQL, if it has more than spaces, semicolons and comments. */
function checked(sql: string, where: string): string {
  if (/[^\s;]/.test(sql.replace(COMMENT, ''))) return sql;
  throw new UsageError(`there is no SQL in ${where} (for examples: fits-datalake query --help)`);
}

/** Whether an argument is SQL that begins with a comment. An option has neither a space after its dashes nor a line break. */
export const beginsWithComment = (argument: string): boolean => /^--(?:\s|[^=]*\n)/.test(argument);

async function readOrFail(read: () => Promise<string | Buffer>, name: string): Promise<string> {
  try {
    return String(await read());
  } catch (error) {
    throw new RunFailed(`${name}: ${fileProblem(error)}`);
  }
}

function queryNamed(named: string, lake: string | undefined): NamedQuery {
  const builtIn = namedQueries();
  const query =
    builtIn.find(({ name }) => name === named) ?? (lake === undefined ? undefined : savedQuery(lake, named));
  if (query !== undefined) return query;
  const saved = lake === undefined ? [] : savedNames(lake);
  const note = lake === undefined ? ' (saved queries belong to a local lake, not to a stack)' : '';
  throw new UsageError(unknownText(named, [...builtIn.map(({ name }) => name), ...saved]) + note);
}

function sqlWith(query: NamedQuery, set: readonly string[]): string {
  const values = valuesOf(set);
  try {
    return withValues(query, values);
  } catch (error) {
    throw error instanceof ParameterRefused
      ? new UsageError(refusedText(error, query, values[error.parameter] ?? ''))
      : error;
  }
}

function unknownText(named: string, names: readonly string[]): string {
  const similar = nearest(named, names);
  const advice = similar === undefined ? '' : `did you mean ${similar}? `;
  return `there is no named query ${named}; ${advice}choose from ${names.join(', ')}`;
}

function valuesOf(set: readonly string[]): Record<string, string> {
  const values = new Map<string, string>();
  for (const text of set) {
    const at = text.indexOf('=');
    if (at < 1) throw new UsageError(`--set ${text}: write NAME=VALUE`);
    const name = text.slice(0, at);
    if (values.has(name)) throw new UsageError(`--set ${text}: ${name} is given twice`);
    values.set(name, text.slice(at + 1));
  }
  return Object.fromEntries(values);
}

/** The verb `cone` reads what the named query does not. */
const otherForms = ({ name }: NamedQuery): string =>
  name === 'cone' ? ' (fits-datalake cone also reads sexagesimal positions and names of targets)' : '';

function refusedText({ parameter, problem }: ParameterRefused, query: NamedQuery, value: string): string {
  const examples = Object.entries(exampleValues(query)).map(([name, value]) => `--set ${name}=${value}`);
  const like = `such as --named ${query.name} ${examples.join(' ')}`;
  switch (problem) {
    case 'missing':
      return `the named query ${query.name} needs a value for ${parameter}, ${like}`;
    case 'unknown':
      return examples.length === 0
        ? `--set ${parameter}: the named query ${query.name} takes no values`
        : `--set ${parameter}: the named query ${query.name} takes no value of this name; write ${like.slice('such as '.length)}`;
    case 'not-a-number':
      return `--set ${parameter}=${value}: not a number; write one ${like}${otherForms(query)}`;
    case 'beyond-limits': {
      const [least, most] = query.parameters.find(({ name }) => name === parameter)?.limits ?? [];
      return `--set ${parameter}=${value}: not from ${least} to ${most}; write one ${like}`;
    }
  }
}
