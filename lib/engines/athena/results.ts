import { type AthenaClient, type ColumnInfo, GetQueryResultsCommand, type Row } from '@aws-sdk/client-athena';
import type { Answer, Column, Value } from '../answer.ts';
import { columnType, plainValue } from './values.ts';

// The results of an Athena query, from pages of text to an answer.

/** An answer, with the Athena type of each column. */
export interface TypedAnswer extends Answer {
  /** The type of each column, as Athena names it; a decimal includes its digits, such as `decimal(38,2)`. */
  readonly types: readonly string[];
}

/** The most rows that Athena returns in a page. */
const PAGE = 1000;

interface Page {
  readonly rows: readonly Row[];
  readonly infos: readonly ColumnInfo[];
  /** The token of the next page; undefined on the last one. */
  readonly next: string | undefined;
}

/** The results of a query that has succeeded. Pages are requested as they are read. */
export async function resultsOf(client: AthenaClient, id: string): Promise<TypedAnswer> {
  const first = await page(client, id);
  const { infos } = first;
  return { columns: columnsOf(infos), types: infos.map(typeOf), pieces: pieces(client, id, first) };
}

async function page(client: AthenaClient, id: string, token?: string): Promise<Page> {
  const { ResultSet, NextToken } = await client.send(
    new GetQueryResultsCommand({
      QueryExecutionId: id,
      MaxResults: PAGE,
      ...(token !== undefined && { NextToken: token }),
    }),
  );
  return {
    rows: ResultSet?.Rows ?? [],
    infos: ResultSet?.ResultSetMetadata?.ColumnInfo ?? [],
    next: NextToken,
  };
}

async function* pieces(client: AthenaClient, id: string, first: Page): AsyncGenerator<Value[][]> {
  const { infos } = first;
  // each page holds the token of the next one, so only one page is in memory
  for (let { rows, next } = first, isFirst = true; ; isFirst = false) {
    const data = isFirst && isHeader(rows[0], infos) ? rows.slice(1) : rows;
    // a full last page is followed by an empty one
    if (data.length > 0) yield data.map((row) => valuesOf(row, infos));
    if (next === undefined) return;
    ({ rows, next } = await page(client, id, next));
  }
}

const typeOf = ({ Type = '', Precision, Scale }: ColumnInfo): string =>
  Type === 'decimal' && Precision ? `decimal(${Precision},${Scale ?? 0})` : Type;

/** Results of queries and of SHOW FUNCTIONS begin with a row of column names; those of other statements do not. */
const isHeader = (row: Row | undefined, infos: readonly ColumnInfo[]): boolean =>
  row?.Data !== undefined &&
  row.Data.length === infos.length &&
  row.Data.every(({ VarCharValue }, index) => VarCharValue === infos[index]?.Name);

function valuesOf({ Data = [] }: Row, infos: readonly ColumnInfo[]): Value[] {
  // a row of DESCRIBE is one text with tabs between the columns
  if (Data.length < infos.length && Data.length === 1) {
    const parts = (Data[0]?.VarCharValue ?? '').split('\t');
    return infos.map((_, index) => (parts[index] ?? '').trimEnd());
  }
  return infos.map(({ Type = '' }, index) => plainValue(Type, Data[index]?.VarCharValue));
}

/** The columns, each with a distinct name, formed as DuckDB forms it: `a`, `a:1`, ... */
function columnsOf(infos: readonly ColumnInfo[]): Column[] {
  const names = new Set<string>();
  return infos.map(({ Name = '', Type = '' }) => {
    let name = Name;
    for (let again = 1; names.has(name); again++) name = `${Name}:${again}`;
    names.add(name);
    return { name, type: columnType(Type) };
  });
}
