import { readFileSync } from 'node:fs';
import { namedQueries } from '../../sql/queries.ts';
import { RunFailed, UsageError } from '../errors.ts';
import { userPath } from '../paths.ts';

export interface SqlSource {
  readonly sql: string | undefined;
  readonly file?: string;
  readonly named?: string;
}

/** The SQL to be asked, as it was typed, from a file, by name or from standard input; undefined where there is none. */
export function sqlFrom({ sql, file, named }: SqlSource): string | undefined {
  if ([sql, file, named].filter((given) => given !== undefined).length > 1) {
    throw new UsageError('the SQL is given twice: as an argument, by --file or by --named');
  }
  if (file !== undefined) return readOrFail(userPath(file), file);
  if (named !== undefined) return namedSql(named);
  const text = sql ?? (process.stdin.isTTY ? '' : readOrFail(STDIN, 'standard input'));
  return text.trim() === '' ? undefined : text;
}

const STDIN = 0;

function readOrFail(path: string | number, name: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new RunFailed(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function namedSql(named: string): string {
  const all = namedQueries();
  const found = all.find(({ name }) => name === named);
  if (found !== undefined) return found.sql;
  throw new UsageError(`no query is named ${named}; there are ${all.map(({ name }) => name).join(', ')}`);
}
