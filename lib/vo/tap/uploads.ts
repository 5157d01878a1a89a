import type { ColumnType, Value } from '../../engines/answer.ts';
import { double } from '../../sql/cone.ts';
import { literal } from '../../sql/text.ts';
import { timeLiteral } from '../adql/times.ts';
import { MOST_BYTES, type Parameters } from '../parameters.ts';
import type { Limits, Service } from '../service-options.ts';
import type { Table } from '../tables.ts';
import { VoError } from '../vo-error.ts';
import { readVotable, type UploadedTable } from '../votable/read-votable.ts';

// Tables that come with a query, as TAP_UPLOAD.NAME. Source: TAP 1.1, section 2.7.6. Their rows are written into the
// query, so that every engine can use them and no file has to be there.

const SCHEMA = 'TAP_UPLOAD';

/**
 * The uploaded tables of a request.
 *
 * @throws VoError if one of them cannot be used, or has to be fetched from somewhere
 */
export async function uploadedTables(
  parameters: Parameters,
  { limits, turns }: Pick<Service, 'limits' | 'turns'>,
): Promise<Table[]> {
  const uploads = parameters.all('UPLOAD').flatMap((text) => text.split(';'));
  const named = uploads.filter((upload) => upload.trim() !== '').map(uploadOf);
  const names = named.map(({ name }) => name.toLowerCase());
  if (named.length > limits.uploads)
    throw new VoError(`a query can have at most ${limits.uploads} uploaded tables`, 413);
  if (new Set(names).size < names.length) throw new VoError('two uploaded tables have the same name');
  const contents = named.map(({ name, part }) => {
    const what = `the uploaded table ${name}`;
    const content = parameters.file(part);
    if (content === undefined)
      throw new VoError(`${what} is missing: there is no part ${JSON.stringify(part)}`);
    return { name, what, content };
  });
  if (contents.reduce((sum, { content }) => sum + content.length, 0) > MOST_BYTES)
    throw new VoError(`the uploaded tables have more than ${MOST_BYTES} bytes`, 413);
  return contents.length === 0 ? [] : await turns.run((pause) => tablesOf(contents, limits, pause));
}

interface Upload {
  readonly name: string;
  readonly what: string;
  readonly content: Uint8Array;
}

async function tablesOf(
  uploads: readonly Upload[],
  { uploadRows, uploadValues }: Limits,
  pause: () => Promise<void>,
): Promise<Table[]> {
  const tables: Table[] = [];
  let mostValues = uploadValues;
  for (const { name, what, content } of uploads) {
    const table = await readVotable(content, what, { mostRows: uploadRows, mostValues, pause });
    mostValues -= table.rows.length * table.columns.length;
    tables.push(await tableOf(name, table, pause));
  }
  return tables;
}

function uploadOf(upload: string): { readonly name: string; readonly part: string } {
  const [, name, address] = /^\s*([A-Za-z][A-Za-z0-9_]*)\s*,\s*(\S+)\s*$/.exec(upload) ?? [];
  if (name === undefined || address === undefined)
    throw new VoError(`UPLOAD is ${JSON.stringify(upload)}; it must be NAME,param:PART`);
  const [, part] = /^param:(.+)$/i.exec(address) ?? [];
  if (part !== undefined) return { name, part };
  throw new VoError(
    `the table ${name} has to come with the query, as param:PART: this service fetches nothing`,
  );
}

const SQL_TYPES: Readonly<Record<ColumnType, string>> = {
  boolean: 'boolean',
  integer: 'integer',
  bigint: 'bigint',
  double: 'double',
  date: 'date',
  timestamp: 'timestamp(6)',
  text: 'varchar',
};

/** Values that are written between two pauses. */
const STEP = 20_000;

async function tableOf(
  name: string,
  { columns, rows }: UploadedTable,
  pause: () => Promise<void>,
): Promise<Table> {
  const types = columns.map(({ type }) => type);
  // the first row gives the columns their types
  const cells = (row: readonly Value[], isFirst: boolean): string =>
    row
      .map((value, at) => {
        const type = types[at] ?? 'text';
        const sql = cell(value, type);
        return isFirst || isLarge(value) ? `CAST(${sql} AS ${SQL_TYPES[type]})` : sql;
      })
      .join(', ');
  const written: string[] = [];
  for (const [at, row] of rows.entries()) {
    written.push(`(${cells(row, at === 0)})`);
    if (at % Math.ceil(STEP / columns.length) === 0) await pause();
  }
  const nothing = `(${types.map((type) => `CAST(NULL AS ${SQL_TYPES[type]})`).join(', ')})`;
  return {
    ...{ schema: SCHEMA, name, isBare: false, about: `the uploaded table ${name}`, columns },
    sqlName: `tap_upload_${name.toLowerCase()}`,
    definition:
      rows.length === 0
        ? `SELECT * FROM (VALUES ${nothing}) AS empty WHERE 1 = 0`
        : `VALUES ${written.join(', ')}`,
  };
}

/** An integer that the engines would not read as what it is. */
const isLarge = (value: Value): boolean => typeof value === 'bigint' && BigInt.asIntN(32, value) !== value;

function cell(value: Value, type: ColumnType): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string')
    return type === 'timestamp' ? (timeLiteral(value) ?? 'NULL') : literal(value);
  if (typeof value !== 'number') return isLarge(value) ? `'${value}'` : String(value);
  if (Number.isFinite(value)) return double(value);
  return `CAST('${value > 0 ? 'Infinity' : '-Infinity'}' AS double)`;
}
