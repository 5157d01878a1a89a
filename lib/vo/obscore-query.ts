import { identifier } from '../sql/text.ts';
import { askedAnswer, type DescribedAnswer, type RunOptions } from './described-answer.ts';
import type { Service } from './service-options.ts';
import type { Table, TableColumn } from './tables.ts';

// Questions about `obscore` that need no ADQL.

/** The table with observations. */
export function obscoreTable({ tables }: Pick<Service, 'tables'>): Table {
  const table = tables.find(({ schema, name }) => schema === 'ivoa' && name === 'obscore');
  if (table === undefined) throw new Error('there is no table ivoa.obscore');
  return table;
}

/** What is wanted. */
export interface ObscoreQuery {
  readonly columns: readonly TableColumn[];
  /** SQL conditions that all hold. */
  readonly where: readonly string[];
  readonly maxRows: number;
}

/** Answers a question about observations. */
export function obscoreAnswer(
  service: Service,
  { columns, where, maxRows }: ObscoreQuery,
  options: RunOptions,
): Promise<DescribedAnswer> {
  const condition = where.length === 0 ? '' : ` WHERE ${where.map((part) => `(${part})`).join(' AND ')}`;
  const list = columns.map(({ name }) => identifier(name)).join(', ');
  const sql = `SELECT ${list} FROM obscore${condition} LIMIT ${maxRows + 1}`;
  const output = columns.map(({ name, type, ...about }) => ({ name, type, about }));
  return askedAnswer(service, { sql, columns: output, maxRows, query: '' }, options);
}
