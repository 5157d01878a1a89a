// Puts refusals and hints of the engines into words. Only here does advice name options of the command line.

import type { Hint, QueryLimit, QueryRefused } from '../../engines/query-refused.ts';
import { literal } from '../../sql/text.ts';

/** What was queried: a lake on this machine, a deployed stack, or a lake through its server. */
export type Queried = 'lake' | 'stack' | 'server';

/** A refused query in one sentence, with advice if there is any. */
export function refusalText({ message, hint }: QueryRefused, queried: Queried): string {
  return hint === undefined ? message : `${message}; ${adviceOn(hint, queried)}`;
}

const LIMIT_OPTIONS: Readonly<Record<QueryLimit, string>> = {
  memory: '--memory SIZE or FITS_MEMORY',
  'temp-space': '--temp-space SIZE or FITS_TEMP_SPACE',
};

/** A hint as advice. */
export function adviceOn(hint: Hint, queried: Queried): string {
  switch (hint.kind) {
    case 'column':
      return `the column is ${hint.column}`;
    case 'file-columns':
      return 'files are named by path, source_key (the path below the root) and source_url';
    case 'quotes':
      return `quote strings with single quotes: ${literal(hint.text)}`;
    case 'column-elsewhere':
      return `files and hdus have the column ${hint.column}${inObscore(hint.column)}; ${inHeaders(hint.keyword)}`;
    case 'views':
      return `${listed(hint.views)} ${hint.views.length === 1 ? 'has' : 'have'} the column ${hint.column}`;
    case 'keyword':
      return keywordAdvice(hint.keyword, hint.isNumber);
    case 'maybe-keyword':
      return `${hint.similar === undefined ? '' : `did you mean ${hint.similar}? or, `}if ${hint.keyword} is a keyword: ${inHeaders(hint.keyword)}, or make it a column with the stack's setting keywords`;
    case 'similar':
      return `did you mean ${hint.name}?`;
    case 'tables':
      return `${hint.similar === undefined ? '' : `did you mean ${hint.similar}? `}there are ${hint.tables.join(', ')}`;
    case 'numbers':
      return `card_number holds numbers, and a keyword column can have a type: ${queried === 'stack' ? "GAIN:double in the stack's setting keywords" : '--keywords GAIN:double'}`;
    case 'times':
      return `write a day as ${hint.day} and a time as ${hint.time}`;
    case 'days':
      return daysAdvice(hint);
    case 'upper-case':
      return `keywords are in upper case: '${hint.keyword}'`;
    case 'letter-case':
      return `capitals matter: to ignore them, write lower(${hint.column}) ${hint.operator} ${literal(hint.text)}`;
    case 'own-table':
      if (queried === 'server') return 'a server can query only the lake';
      return `to query a file, load it with --with ${hint.table === undefined ? 'NAME=FILE' : `${hint.table}=${hint.file}`}`;
    case 'cone-table':
      return 'the observations near a position are FROM cone(ra, dec, radius), all in degrees';
    case 'write-answer':
      if (queried === 'server') return 'to keep the answer, download it';
      return 'to write the answer to a file, use --output FILE';
    case 'raise-limit':
      return `select fewer rows or columns, or raise the limit with ${LIMIT_OPTIONS[hint.limit]}`;
    case 'one-query':
      return 'one query at a time, please';
    case 'incomplete-sql':
      return 'is the SQL complete?';
    case 'whole-query':
      return 'check its parentheses, or for a whole query, use fits-datalake query';
  }
}

function daysAdvice({ column, from, to }: Extract<Hint, { kind: 'days' }>): string {
  const range = `to find days, write ${column} >= DATE '${from}' AND ${column} < DATE '${to}'`;
  return column === 'date_obs' || column === 'obs_start'
    ? `${range}, or use the column night of obscore`
    : range;
}

/** What obscore calls the everyday columns. */
const OBSCORE_NAMES: Readonly<Record<string, string>> = {
  date_obs: 'obs_start',
  exptime: 't_exptime',
  imagetyp: 'image_type',
  instrume: 'instrument_name',
  object: 'target_name',
  telescop: 'facility_name',
};

function inObscore(column: string): string {
  const name = OBSCORE_NAMES[column];
  return name === undefined ? '' : `, and obscore has ${name}`;
}

/** `a`, `a and b`, or `a, b and c`. */
const listed = (names: readonly string[]): string => names.join(', ').replace(/, (?=[^,]*$)/, ' and ');

const inHeaders = (keyword: string): string => `headers has it where card_name = ${literal(keyword)}`;

function keywordAdvice(keyword: string, isNumber: boolean): string {
  const column = isNumber ? `${keyword}:double` : keyword;
  const option = `--keywords ${/[^\w:-]/.test(column) ? `"${column}"` : column}`;
  const also = keyword === 'DATE' ? ' (the time of the observation is date_obs)' : '';
  return `${keyword} is a keyword: add ${option} to make it a column of files and hdus; ${inHeaders(keyword)}${also}`;
}
