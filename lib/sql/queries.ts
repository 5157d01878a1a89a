import { readdirSync, readFileSync } from 'node:fs';
import { double } from './cone.ts';
import { replacePlaceholders } from './placeholders.ts';
import { literal } from './text.ts';

// The queries that come with fits-datalake. A file of queries/ begins with comments: what the query answers, and one line for
// each parameter, `-- :NAME TYPE EXAMPLE DESCRIPTION`. A number may have limits: `double[0..360]`. The SQL has `:NAME` in the place of its value, in the same order.

/** A value that a named query asks for. */
export interface QueryParameter {
  readonly name: string;
  readonly type: 'varchar' | 'double';
  /** The least and the largest value of a number, if it has limits. */
  readonly limits?: readonly [least: number, most: number];
  readonly example: string;
  readonly about: string;
}

/** A query with a name: it comes with fits-datalake, or a user saved it. */
export interface NamedQuery {
  /** The name of its file in queries/. */
  readonly name: string;
  /** What it answers: the comment in the first line of its file. */
  readonly about: string;
  readonly parameters: readonly QueryParameter[];
  /** Its SQL, with `:NAME` in the place of each parameter. */
  readonly sql: string;
}

/** A value of a parameter is missing, has no parameter, is not of its type, or is beyond its limits. */
export class ParameterRefused extends Error {
  override readonly name = 'ParameterRefused';
  readonly parameter: string;
  readonly problem: 'missing' | 'unknown' | 'not-a-number' | 'beyond-limits';
  constructor(parameter: string, problem: ParameterRefused['problem']) {
    super(`${parameter}: ${problem}`);
    this.parameter = parameter;
    this.problem = problem;
  }
}

const FOLDER = new URL('./queries/', import.meta.url);
const PARAMETER = /^-- :(\w+) (varchar|double)(?:\[(\S+)\.\.(\S+)\])? (\S+) (.*)$/gm;

/** All named queries, sorted by name. */
export const namedQueries = (): NamedQuery[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => namedQuery(file.slice(0, -'.sql'.length), readFileSync(new URL(file, FOLDER), 'utf8')));

/** A named query from the text of its file. */
export function namedQuery(name: string, text: string): NamedQuery {
  const parameters = [...text.matchAll(PARAMETER)].map(
    ([, parameter = '', type = '', least, most, example = '', about = '']): QueryParameter => ({
      name: parameter,
      type: type === 'double' ? 'double' : 'varchar',
      ...(least !== undefined && { limits: [Number(least), Number(most)] as const }),
      example,
      about,
    }),
  );
  const sql = text.replace(/^-- :.*\n/gm, '').trimEnd();
  return { name, about: sql.slice(3, sql.indexOf('\n')), parameters, sql };
}

/**
 * The SQL of a named query with the values of its parameters, as literals that both engines read alike.
 *
 * @throws ParameterRefused
 */
export function withValues(
  { parameters, sql }: NamedQuery,
  values: Readonly<Record<string, string>>,
): string {
  for (const name of Object.keys(values))
    if (!parameters.some((parameter) => parameter.name === name)) throw new ParameterRefused(name, 'unknown');
  const literals = new Map(
    parameters.map((parameter) => {
      const value = Object.hasOwn(values, parameter.name) ? values[parameter.name] : undefined;
      return [parameter.name, literalOf(parameter, value)];
    }),
  );
  return replacePlaceholders(sql, (name) => literals.get(name));
}

function literalOf({ name, type, limits }: QueryParameter, value: string | undefined): string {
  if (value === undefined) throw new ParameterRefused(name, 'missing');
  if (type === 'varchar') return literal(value);
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(number)) throw new ParameterRefused(name, 'not-a-number');
  if (limits !== undefined && (number < limits[0] || number > limits[1]))
    throw new ParameterRefused(name, 'beyond-limits');
  return double(number);
}

/** The SQL of a named query with a literal of the same length in the place of each parameter. */
export function withStandIns({ parameters, sql }: NamedQuery): string {
  const numbers = new Set(parameters.filter(({ type }) => type === 'double').map(({ name }) => name));
  return replacePlaceholders(sql, (name) =>
    numbers.has(name) ? `1e${'0'.repeat(name.length - 1)}` : `'${' '.repeat(name.length - 1)}'`,
  );
}

/** The values that its file gives as examples. */
export const exampleValues = ({ parameters }: NamedQuery): Record<string, string> =>
  Object.fromEntries(parameters.map(({ name, example }) => [name, example]));

/**
 * The SQL of a named query for Athena, which asks for a value for each `?`: a comment names them in their order.
 * Source: Amazon Athena User Guide, "Use execution parameters".
 */
export function forAthena({ parameters, sql }: NamedQuery): string {
  if (parameters.length === 0) return sql;
  const [title = '', ...rest] = sql.split('\n');
  const comments = parameters.map(
    ({ about, type, example }, index) =>
      `-- Parameter ${index + 1}: ${about}, such as ${type === 'varchar' ? literal(example) : example}`,
  );
  const types = new Map(parameters.map(({ name, type }) => [name, type]));
  const body = replacePlaceholders(rest.join('\n'), (name) =>
    types.has(name) ? `CAST(? AS ${types.get(name)})` : undefined,
  );
  return [title, ...comments, body].join('\n');
}
