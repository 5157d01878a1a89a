/** A question that the engine does not answer, and why, in a sentence for its user. */
export class QueryRefused extends Error {
  override readonly name = 'QueryRefused';
}

/** What DuckDB appends for its own users: overloads, and settings that nobody can reach from here. */
const APPENDED =
  /\s*\n\s*(?:Candidate functions|Possible (?:fixes|solutions?)|The search space used)\b[\s\S]*/i;

/** What to do about a limit that a query has reached. */
const lessOrMore = (option: string, variable: string): string =>
  `select fewer rows or columns, or raise the limit with ${option} SIZE or ${variable}`;

/** The limits that a query has reached, with the remedy; undefined for other errors. */
function limitReached(text: string): string | undefined {
  if (!/^(?:Error: )?Out of Memory Error/.test(text)) return undefined;
  return /max_temp_directory_size/.test(text)
    ? `the query needs more disk space for temporary files than it may use; ${lessOrMore('--temp-space', 'FITS_TEMP_SPACE')}`
    : `the query needs more memory than it may use; ${lessOrMore('--memory', 'FITS_MEMORY')}`;
}

/**
 * DuckDB's error as one sentence: what is wrong, and where.
 *
 * `Binder Error: Referenced column "x" not found in FROM clause!\nCandidate bindings: "y"\n\nLINE 1: SELECT x\n   ^`
 *
 * @param sql what was asked, to find the place in it
 */
export function queryRefused(error: unknown, sql = ''): QueryRefused {
  const refused = refusedFor(error, sql);
  const { message } = refused;
  return message.length <= LONGEST
    ? refused
    : new QueryRefused(`${message.slice(0, LONGEST).toWellFormed()}…`, { cause: error });
}

/** Characters of a message that are kept: DuckDB quotes the value that it cannot take. */
const LONGEST = 1000;

function refusedFor(error: unknown, sql: string): QueryRefused {
  if (error instanceof QueryRefused) return error;
  const text = error instanceof Error ? error.message : String(error);
  // all that the bindings have to say of SQL without a statement in it
  if (/native callback/.test(text)) return new QueryRefused('there is no SQL', { cause: error });
  const limit = limitReached(text);
  if (limit !== undefined) return new QueryRefused(limit, { cause: error });
  const [said = '', place = ''] = text.split(/\n+LINE (?=\d+:)/, 2);
  const sentence = said
    .replace(APPENDED, '')
    .replace(/^(Failed to extract statements: )?[A-Z][\w ]* Error: /, '')
    .replace('at or near', 'near')
    .replace(/\s*\n\s*/g, ' ')
    .trim();
  const line = Number.parseInt(place, 10);
  if (/Parser Error/.test(said)) {
    const column = columnOf(place, sql);
    const where = [line > 1 && `line ${line}`, column && `column ${column}`].filter(Boolean);
    return new QueryRefused([sentence, ...where].join(', '), { cause: error });
  }
  return new QueryRefused(`${sentence}${line > 1 ? ` (line ${line})` : ''}`, { cause: error });
}

/**
 * The column, from 1, that DuckDB's caret points at; undefined where it cannot be told.
 *
 * @param place `2: ...FROM files WHRE x...\n             ^`: the line, without what is far away
 */
function columnOf(place: string, sql: string): number | undefined {
  const [shown = '', caret = ''] = place.split('\n');
  const [label = '', number, before = ''] = /^(\d+): (\.\.\.)?/.exec(shown) ?? [];
  const line = sql.split('\n')[Number(number) - 1] ?? '';
  // the caret stands below "LINE 2: "; beyond ASCII its place depends on a terminal
  const within = caret.indexOf('^') - 'LINE '.length - label.length;
  const start = line.indexOf(
    shown
      .slice(label.length)
      .replace(before === '' ? /^$/ : /\.\.\.$/, '')
      .trimEnd(),
  );
  return start < 0 || within < 0 || !/^[\x20-\x7e]*$/.test(line) ? undefined : start + within + 1;
}
