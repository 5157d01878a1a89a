import type { ColumnType, Value } from '../../engines/answer.ts';
import { double } from '../../sql/cone.ts';
import { literal } from '../../sql/text.ts';
import { timeLiteral } from '../adql/times.ts';
import type { Parameters } from '../parameters.ts';
import type { Limits } from '../service-options.ts';
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
export function uploadedTables(parameters: Parameters, { uploadRows }: Pick<Limits, 'uploadRows'>): Table[] {
  const uploads = parameters.all('UPLOAD').flatMap((text) => text.split(';'));
  const named = uploads.filter((upload) => upload.trim() !== '').map(uploadOf);
  const names = named.map(({ name }) => name.toLowerCase());
  if (new Set(names).size < names.length) throw new VoError('two uploaded tables have the same name');
  return named.map(({ name, part }) => {
    const what = `the uploaded table ${name}`;
    const content = parameters.file(part) ?? textPart(parameters, part);
    if (content === undefined)
      throw new VoError(`${what} is missing: there is no part ${JSON.stringify(part)}`);
    return tableOf(name, readVotable(content, what, uploadRows));
  });
}

function textPart(parameters: Parameters, part: string): Uint8Array | undefined {
  const text = parameters.one(part.toUpperCase());
  return text === undefined ? undefined : new TextEncoder().encode(text);
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

function tableOf(name: string, { columns, rows }: UploadedTable): Table {
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
  const written = rows.map((row, at) => `(${cells(row, at === 0)})`);
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
