import { basename } from 'node:path';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { VIEWS } from '../../sql/view-columns.ts';
import { columnOfViews, expectedColumn, likeDays, unquotedText } from '../hints.ts';
import { type Hint, QueryRefused, type Reason } from '../query-refused.ts';

// The hints for DuckDB's refusals, which may depend on the lake.

/** A keyword that occurs in the lake's headers. */
export interface KnownKeyword {
  readonly keyword: string;
  readonly isNumber: boolean;
}

/** What hints need to know about the lake. */
export interface LakeFacts {
  /** The keyword columns of `files` and `hdus`. */
  readonly columns: readonly KeywordColumn[];
  /** The names of the user's own tables. */
  readonly tables: readonly string[];
  /** Looks for any of these keywords among the header cards. */
  find(keywords: readonly string[]): Promise<KnownKeyword | undefined>;
}

/** A refused query: its SQL, the sentence about it, and the lake. */
interface Refusal {
  readonly reason: Reason;
  readonly sentence: string;
  readonly sql: string;
  readonly lake: LakeFacts;
}

/** A hint, and a clearer reason if there is one. */
interface Advice {
  readonly hint: Hint;
  readonly reason?: Reason;
}

const engine = (sentence: string): Reason => ({ kind: 'engine', sentence });

/** Adds a hint to a refusal if one is known for it. */
export async function withHint(refused: QueryRefused, sql: string, lake: LakeFacts): Promise<QueryRefused> {
  const refusal = { reason: refused.reason, sentence: refused.message, sql, lake };
  for (const advise of [
    unknownColumn,
    unknownTable,
    textAsNumber,
    timeAsText,
    wrongTime,
    ownFile,
    wrongCone,
  ]) {
    const advice = await advise(refusal);
    if (advice === undefined) continue;
    const { reason = refused.reason, hint } = advice;
    return new QueryRefused(reason, { hint, cause: refused.cause });
  }
  return refused;
}

async function unknownColumn({ sentence, sql, lake }: Refusal): Promise<Advice | undefined> {
  const found =
    /^(Referenced column "(.+)" not found in FROM clause)!/.exec(sentence) ??
    /^(Values list ".*" does not have a column named "(.+)")/.exec(sentence);
  if (found === null) return undefined;
  const [, what = '', name = ''] = found;
  const hint =
    expectedColumn(name, sql) ??
    (await keywordHint(name, lake)) ??
    columnOfViews(name) ??
    unquotedText(name, sql);
  return hint && { reason: engine(what), hint };
}

async function keywordHint(name: string, lake: LakeFacts): Promise<Hint | undefined> {
  const upper = name.toUpperCase();
  const known = await lake.find([upper, upper.replaceAll('_', ' '), upper.replaceAll('_', '-')]);
  if (known === undefined) return upper === 'DATE' ? { kind: 'column', column: 'date_obs' } : undefined;
  const column = lake.columns.find(({ keyword }) => keyword === known.keyword)?.column;
  return column === undefined
    ? { kind: 'keyword', ...known }
    : { kind: 'column-elsewhere', keyword: known.keyword, column };
}

function unknownTable({ sentence, lake }: Refusal): Advice | undefined {
  const [, name] = /^Table with name "?(.+?)"? does not exist/.exec(sentence) ?? [];
  if (name === undefined) return undefined;
  const tables = [...VIEWS, ...lake.tables];
  const [, meant] = /Did you mean "(.+?)"/.exec(sentence) ?? [];
  const similar = tables.find((table) => table === meant);
  return { reason: { kind: 'unknown-table', name }, hint: { kind: 'tables', tables, similar } };
}

const NUMBERS = '(?:INTEGER_LITERAL|[A-Z]*INT(?:EGER)?|DOUBLE|FLOAT|DECIMAL\\(.*?\\))';
const TEXT_AS_NUMBER = new RegExp(
  `^Cannot compare values of type (?:VARCHAR and type ${NUMBERS}|${NUMBERS} and type VARCHAR) |` +
    "^No function matches the given name and argument types '(?:avg|sum|stddev|median|round|floor|ceil|abs|sqrt|[-+*/%])\\(.*VARCHAR|" +
    "^Could not convert string '.*' to (?:INT|DOUBLE|DECIMAL).* column card_value",
);

const textAsNumber = ({ sentence }: Refusal): Advice | undefined =>
  TEXT_AS_NUMBER.test(sentence)
    ? {
        reason: engine(
          sentence
            .replace(/ when casting from source column (\w+)/, ' ($1)')
            .replace(/ - an explicit cast is required|\. You might need to add explicit type casts\./, ''),
        ),
        hint: { kind: 'numbers' },
      }
    : undefined;

/** LIKE with a time. DuckDB names the function behind it. */
function timeAsText({ sentence, sql }: Refusal): Advice | undefined {
  if (!/argument types '!?~~\*?\((?:TIMESTAMP|DATE)/.test(sentence)) return undefined;
  return {
    reason: engine('LIKE compares text, and this column holds times'),
    hint: likeDays(sql) ?? TIMES,
  };
}

const TIMES: Hint = { kind: 'times', day: "'2024-09-12'", time: "'2024-09-12 23:41:07'" };

const wrongTime = ({ sentence }: Refusal): Advice | undefined =>
  /^(?:invalid timestamp field format|Cannot compare values of type TIMESTAMP )/.test(sentence)
    ? {
        reason: engine(sentence.replace(/, expected format.*| - an explicit cast is required/, '')),
        hint: TIMES,
      }
    : undefined;

/** What other programs call the distance on the sky, or a search by it: Trino, Q3C, pgSphere, ADQL, CDS, astropy. */
const DISTANCES =
  /^(?:great_circle_distance|angular_(?:distance|separation)|separation|ang_?sep|angdist|distance|q3c_(?:dist|join|radial_query)|circle|contains|skydistance|haversine)$/i;

/** The macro `cone` is a table. People call it in SELECT, or leave out the radius. */
function wrongCone({ reason, sentence }: Refusal): Advice | undefined {
  const hint = { kind: 'cone-table' } as const;
  if (reason.kind === 'not-available' && reason.name === 'cone')
    return { reason: engine('cone is a table, not a function'), hint };
  if (reason.kind === 'unknown-function' && DISTANCES.test(reason.name)) return { hint };
  return sentence.startsWith('Macro cone() does not support the supplied arguments')
    ? { reason: engine('cone does not have these arguments'), hint }
    : undefined;
}

/** Functions that read files. People try them. */
const READS_FILES = /^(?:(?:read|parquet)_\w+|sniff_csv|glob)$/;

/** The file that a query names, as a table or as the argument of a refused function. */
function fileIn({ reason, sentence, sql }: Refusal): string | undefined {
  if (reason.kind === 'not-available' && READS_FILES.test(reason.name))
    return new RegExp(`\\b${reason.name}"?\\s*\\(\\s*'([^']*)'`, 'i').exec(sql)?.[1];
  return /^Cannot access file "(.*)" - file system operations are disabled/.exec(sentence)?.[1];
}

function ownFile(refusal: Refusal): Advice | undefined {
  const file = fileIn(refusal);
  if (file === undefined) return undefined;
  const [, stem] = /^([^.]+)\.(?:[ct]sv|txt|dat|parquet)(?:\.gz)?$/i.exec(basename(file)) ?? [];
  const table = stem === undefined || /^[a-z_]\w*$/i.test(stem) ? stem : 'mine';
  return { reason: { kind: 'reads-file', file }, hint: { kind: 'own-table', file, table } };
}
