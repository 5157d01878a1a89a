import { text } from 'node:stream/consumers';
import { namedQueries } from '../../sql/queries.ts';
import { fileProblem } from '../../stores/file-problem.ts';
import { readWhole } from '../../stores/read-whole.ts';
import { RunFailed, UsageError } from '../errors.ts';
import { userPath } from '../options/paths.ts';

export interface SqlSource {
  readonly sql?: string | undefined;
  readonly file?: string;
  readonly named?: string;
}

/**
 * The SQL to be asked, as it was typed, from a file, by name or from standard input; undefined where none is given
 * and standard input is a terminal. Throws {@link UsageError} where there is no statement in it.
 */
export async function sqlFrom(
  { sql, file, named }: SqlSource,
  isTerminal = process.stdin.isTTY === true,
): Promise<string | undefined> {
  if ([sql, file, named].filter((given) => given !== undefined).length > 1) {
    throw new UsageError('the SQL is given twice: as an argument, by --file or by --named');
  }
  if (file !== undefined) return asked(await readOrFail(() => readWhole(userPath(file)), file), file);
  if (named !== undefined) return namedSql(named);
  if (sql !== undefined) return asked(sql, 'the argument');
  return isTerminal ? undefined : asked(await readOrFail(() => text(process.stdin), STDIN), STDIN);
}

const STDIN = 'standard input';

const COMMENT = /--.*|\/\*[\s\S]*?\*\//g;

/** SQL that has more to it than blanks, semicolons and comments. */
function asked(sql: string, where: string): string {
  if (/[^\s;]/.test(sql.replace(COMMENT, ''))) return sql;
  throw new UsageError(`there is no SQL in ${where} (fits-datalake query --help has examples)`);
}

/** SQL that opens with a comment, rather than an option: no option has a blank after its dashes, or two lines. */
export const isCommentedSql = (argument: string): boolean => /^--(?:\s|[^=]*\n)/.test(argument);

async function readOrFail(read: () => Promise<string | Buffer>, name: string): Promise<string> {
  try {
    return String(await read());
  } catch (error) {
    throw new RunFailed(`${name}: ${fileProblem(error)}`);
  }
}

function namedSql(named: string): string {
  const all = namedQueries();
  const found = all.find(({ name }) => name === named);
  if (found !== undefined) return found.sql;
  throw new UsageError(`no query is named ${named}; there are ${all.map(({ name }) => name).join(', ')}`);
}
