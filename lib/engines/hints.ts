import { basename } from 'node:path';
import type { KeywordColumn } from '../sql/everyday.ts';
import { literal } from '../sql/text.ts';
import { VIEWS } from '../sql/view-columns.ts';
import { QueryRefused } from './query-refused.ts';

/** A keyword that some header has. */
export interface KnownKeyword {
  readonly keyword: string;
  readonly isNumber: boolean;
}

/** What a hint may need to know of the lake that was asked. */
export interface Facts {
  /** The keyword columns that `files` and `hdus` have. */
  readonly columns: readonly KeywordColumn[];
  /** Names of the user's own tables. */
  readonly tables: readonly string[];
  /** Looks for any of these keywords among the cards. */
  find(keywords: readonly string[]): Promise<KnownKeyword | undefined>;
}

/** What was asked, and what DuckDB says of it, as {@link queryRefused} words it. */
interface Refusal {
  readonly said: string;
  readonly sql: string;
  readonly facts: Facts;
}

/** The refusal with the hint that its user needs, where one is known. */
export async function withHint(refused: QueryRefused, sql: string, facts: Facts): Promise<QueryRefused> {
  const refusal = { said: refused.message, sql, facts };
  for (const hint of [unknownColumn, unknownTable, textForNumber, noTime, ownFile]) {
    const better = await hint(refusal);
    if (better !== undefined) return new QueryRefused(better, { cause: refused.cause });
  }
  return refused;
}

async function unknownColumn({ said, sql, facts }: Refusal): Promise<string | undefined> {
  const found =
    /^(Referenced column "(.+)" not found in FROM clause)!/.exec(said) ??
    /^(Values list ".*" does not have a column named "(.+)")/.exec(said);
  if (found === null) return undefined;
  const [, what, name = ''] = found;
  const hint = (await ofKeyword(name, sql, facts)) ?? ofWord(name, sql);
  return hint && `${what}; ${hint}`;
}

const FILE_NAMES = ['file', 'filename', 'file_name', 'filepath', 'fname', 'name', 'path', 'uri', 'url'];

/** The hint for a name that people expect and no lake has as a column. */
export function ofUsualName(name: string, sql: string): string | undefined {
  if (/^date[ _-]?obs$/i.test(name) || (/^date$/i.test(name) && /date *- *obs/i.test(sql)))
    return 'the column is date_obs';
  return FILE_NAMES.includes(name.toLowerCase())
    ? 'a file is named by source_key (below its root) or source_url'
    : undefined;
}

async function ofKeyword(name: string, sql: string, facts: Facts): Promise<string | undefined> {
  const usual = ofUsualName(name, sql);
  if (usual !== undefined) return usual;
  const upper = name.toUpperCase();
  const known = await facts.find([upper, upper.replaceAll('_', ' '), upper.replaceAll('_', '-')]);
  if (known === undefined) return upper === 'DATE' ? 'the column is date_obs' : undefined;
  const { keyword, isNumber } = known;
  const inHeaders = `headers has it where card_name = ${literal(keyword)}`;
  const column = facts.columns.find((one) => one.keyword === keyword)?.column;
  if (column !== undefined) return `files and hdus have the column ${column}, ${inHeaders}`;
  const asked = isNumber ? `${keyword}:double` : keyword;
  const option = `--keywords ${/[^\w:-]/.test(asked) ? `"${asked}"` : asked}`;
  const also = upper === 'DATE' ? ' (the time of observation is date_obs)' : '';
  return `${keyword} is a keyword: add ${option} for a column of files and hdus; ${inHeaders}${also}`;
}

/** A word that something is compared with is no column, but text without its quotes. */
export function ofWord(name: string, sql: string): string | undefined {
  const word = name.replace(/[^\w\s]/g, '\\$&');
  const compared = new RegExp(`(?:=|<>|!=|\\b(?:like|in *\\([^)]*))\\s*"?(${word})(?:"|\\b|$)`, 'i');
  // an engine may say the name in lower case
  const [, asTyped] = compared.exec(sql) ?? [];
  return asTyped === undefined ? undefined : `text goes in single quotes: ${literal(asTyped)}`;
}

function unknownTable({ said, facts }: Refusal): string | undefined {
  const [, name] = /^Table with name "?(.+?)"? does not exist/.exec(said) ?? [];
  if (name === undefined) return undefined;
  const there = [...VIEWS, ...facts.tables];
  const [, like] = /Did you mean "(.+?)"/.exec(said) ?? [];
  const guess = like !== undefined && there.includes(like) ? ` (did you mean ${like}?)` : '';
  return `there is no table ${name}${guess}; there are ${there.join(', ')}`;
}

const NUMBERS = '(?:INTEGER_LITERAL|[A-Z]*INT(?:EGER)?|DOUBLE|FLOAT|DECIMAL\\(.*?\\))';
const TEXT_FOR_NUMBER = new RegExp(
  `^Cannot compare values of type (?:VARCHAR and type ${NUMBERS}|${NUMBERS} and type VARCHAR) |` +
    "^No function matches the given name and argument types '(?:avg|sum|stddev|median|round|floor|ceil|abs|sqrt|[-+*/%])\\(.*VARCHAR|" +
    "^Could not convert string '.*' to (?:INT|DOUBLE|DECIMAL).* column card_value",
);

const textForNumber = ({ said }: Refusal): string | undefined =>
  TEXT_FOR_NUMBER.test(said)
    ? `${said.replace(/ when casting from source column (\w+)/, ' ($1)').replace(/ - an explicit cast is required|\. You might need to add explicit type casts\./, '')}; card_number holds numbers, and a keyword column takes a type: --keywords GAIN:double`
    : undefined;

const noTime = ({ said }: Refusal): string | undefined =>
  /^(?:invalid timestamp field format|Cannot compare values of type TIMESTAMP )/.test(said)
    ? `${said.replace(/, expected format.*| - an explicit cast is required/, '')}; a time is written '2024-09-12' or '2024-09-12 23:41:07'`
    : undefined;

const READS_FILES = /^the function ((?:read|parquet)_\w+|sniff_csv|glob) is not available in queries$/;

/** The file that a query names, as a table or as the argument of a refused function. */
function fileOf(said: string, sql: string): string | undefined {
  const [, name] = READS_FILES.exec(said) ?? [];
  if (name !== undefined) return new RegExp(`\\b${name}"?\\s*\\(\\s*'([^']*)'`, 'i').exec(sql)?.[1];
  return /^Cannot access file "(.*)" - file system operations are disabled/.exec(said)?.[1];
}

function ownFile({ said, sql }: Refusal): string | undefined {
  const file = fileOf(said, sql);
  if (file === undefined) return undefined;
  const what = `a query reads the lake and no file (${file})`;
  const [, stem] = /^([^.]+)\.(?:[ct]sv|txt|dat|parquet)(?:\.gz)?$/i.exec(basename(file)) ?? [];
  if (stem === undefined) return `${what} but what --with NAME=FILE loads`;
  return `${what}; a file is asked with --with ${/^[a-z_]\w*$/i.test(stem) ? stem : 'mine'}=${file}`;
}
