import type { DuckDBConnection } from '@duckdb/node-api';
import { CARD_TYPES } from '../../lake/columns.ts';
import type { ObscoreName } from '../../sql/view-columns.ts';
import { ROW_TABLES } from '../loading/lake-rows.ts';
import { LAKE_OBJECT } from '../loading/stored-views.ts';
import { tableOf } from './observations.ts';
import { HAS_PATH, ofFiles } from './source-files.ts';

// Everything that a lake knows about one file, as its lake object has it.

/** A header card. */
export interface HeaderCard {
  readonly keyword: string;
  /** As text; null if the keyword has no value. */
  readonly value: string | null;
  readonly comment: string;
  /** One of the types of cards of lib/fits. */
  readonly type: string;
}

/** A derived value, with the keywords that it comes from, or the reason why it is unknown. */
export interface DerivedValue {
  readonly name: string;
  readonly value: string | null;
  readonly source: string;
}

/** A fault of a file. */
export interface FileFault {
  readonly hdu: number | null;
  readonly byte: number | null;
  readonly code: string;
  readonly reason: string;
}

/** An HDU of a file. */
export interface HeaderHdu {
  readonly hdu: number;
  readonly facts: Readonly<Record<string, string>>;
  readonly cards: readonly HeaderCard[];
  readonly derived: readonly DerivedValue[];
}

/** All headers of a file. */
export interface FileHeaders {
  readonly path: string;
  readonly url: string;
  readonly collection: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly derived: readonly DerivedValue[];
  readonly faults: readonly FileFault[];
  readonly hdus: readonly HeaderHdu[];
}

/** Which file: a row of a view, or its path. */
export type FilePlace = { readonly view: ObscoreName; readonly rowid: number } | { readonly path: string };

/** The headers of a file; undefined if the lake does not have it. */
export async function fileHeaders(
  connection: DuckDBConnection,
  place: FilePlace,
): Promise<FileHeaders | undefined> {
  const condition =
    'path' in place
      ? HAS_PATH
      : `${LAKE_OBJECT} = (SELECT ${LAKE_OBJECT} FROM ${tableOf(place.view)} WHERE rowid = $1)`;
  const found = await connection.runAndReadAll(
    `SELECT ${LAKE_OBJECT}, ${ofFiles('path')}, ${ofFiles('source_url')}, collection
    FROM cache.main.files WHERE ${condition} LIMIT 1`,
    ['path' in place ? place.path : place.rowid],
  );
  const [file] = found.getRows();
  if (file === undefined) return undefined;
  const [object, path, url, collection] = file;
  const inTables = ROW_TABLES.map(
    (table) => `SELECT *, rowid AS row FROM cache.main.${table} WHERE "object" = ${Number(object)}`,
  );
  const read = await connection.runAndReadAll(
    `SELECT hdu, card_name, card_value, card_comment, card_type FROM (${inTables.join(' UNION ALL ')})
    ORDER BY hdu NULLS FIRST, card_index, row`,
  );
  const rows = read.getRows().map(([hdu, name, value, comment, type]) => ({
    hdu: hdu === null ? null : Number(hdu),
    name: String(name ?? ''),
    value: String(value ?? ''),
    comment: String(comment ?? ''),
    type: String(type ?? ''),
  }));
  return { path: String(path), url: String(url), collection: String(collection), ...headersIn(rows) };
}

/** A row of a lake object. */
interface ObjectRow {
  readonly hdu: number | null;
  readonly name: string;
  readonly value: string;
  readonly comment: string;
  readonly type: string;
}

function headersIn(rows: readonly ObjectRow[]): Pick<FileHeaders, 'facts' | 'derived' | 'faults' | 'hdus'> {
  const byHdu = Map.groupBy(
    rows.filter(({ type }) => type !== 'fault'),
    ({ hdu }) => hdu,
  );
  const hdus = [...byHdu].flatMap(([hdu, own]) =>
    hdu === null ? [] : [{ hdu, facts: factsIn(own, 'hdu'), cards: cardsIn(own), derived: derivedIn(own) }],
  );
  const ofFile = byHdu.get(null) ?? [];
  return { facts: factsIn(ofFile, 'file'), derived: derivedIn(ofFile), faults: faultsIn(rows), hdus };
}

const factsIn = (rows: readonly ObjectRow[], type: 'file' | 'hdu'): Record<string, string> =>
  Object.fromEntries(rows.filter((row) => row.type === type).map(({ name, value }) => [name, value]));

const IS_CARD: ReadonlySet<string> = new Set(CARD_TYPES);

const cardsIn = (rows: readonly ObjectRow[]): HeaderCard[] =>
  rows
    .filter(({ type }) => IS_CARD.has(type))
    .map(({ name, value, comment, type }) => ({
      keyword: name,
      value: type === 'undefined' ? null : value,
      comment,
      type,
    }));

const derivedIn = (rows: readonly ObjectRow[]): DerivedValue[] =>
  rows
    .filter(({ type }) => type === 'derived')
    .map(({ name, value, comment }) => ({ name, value: value === '' ? null : value, source: comment }));

const faultsIn = (rows: readonly ObjectRow[]): FileFault[] =>
  rows
    .filter(({ type }) => type === 'fault')
    .map(({ hdu, name, value, comment }) => ({
      hdu,
      byte: comment === '' ? null : Number(comment),
      code: name,
      reason: value,
    }));
