import { type Cursor, cursorOf } from './cursor.ts';
import { inParentheses, listed, parseExpression, parsePath } from './parse-expression.ts';
import type {
  Body,
  CommonTable,
  Join,
  Name,
  Order,
  Query,
  Select,
  SelectItem,
  TableReference,
} from './tree.ts';

/**
 * Parses a query in ADQL 2.1.
 *
 * @throws AdqlError
 */
export function parseAdql(adql: string): Query {
  const cursor = cursorOf(adql, query);
  const parsed = cursor.query();
  cursor.accepts(';');
  return cursor.peek().kind === 'end' ? parsed : cursor.refuse('the end of the query');
}

function query(cursor: Cursor): Query {
  const { at } = cursor.peek();
  const common = cursor.accepts('WITH') ? listed(cursor, () => commonTable(cursor)) : [];
  const body = unions(cursor);
  const orderBy = cursor.accepts('ORDER', 'BY') ? listed(cursor, () => order(cursor)) : [];
  const offset = cursor.accepts('OFFSET') ? cursor.integer('a number of rows') : undefined;
  return { with: common, body, orderBy, offset, at };
}

function commonTable(cursor: Cursor): CommonTable {
  const name = cursor.name('the name of a table');
  const columns = cursor.sees('(') ? inParentheses(cursor, () => columnNames(cursor)) : [];
  cursor.expect('AS');
  return { name, columns, query: inParentheses(cursor, cursor.query) };
}

const columnNames = (cursor: Cursor): Name[] => listed(cursor, () => cursor.name('the name of a column'));

function order(cursor: Cursor): Order {
  const by = parseExpression(cursor);
  const isDescending = cursor.accepts('DESC');
  if (!isDescending) cursor.accepts('ASC');
  return { by, isDescending };
}

/** UNION and EXCEPT bind less than INTERSECT. */
const unions = (cursor: Cursor): Body =>
  setOperations(cursor, ['UNION', 'EXCEPT'], () => setOperations(cursor, ['INTERSECT'], () => term(cursor)));

function setOperations(
  cursor: Cursor,
  operators: readonly ('UNION' | 'EXCEPT' | 'INTERSECT')[],
  part: () => Body,
): Body {
  const { at } = cursor.peek();
  let left = part();
  for (;;) {
    const operator = operators.find((word) => cursor.accepts(word));
    if (operator === undefined) return left;
    const isAll = cursor.accepts('ALL');
    left = { kind: 'set', operator, isAll, left, right: part(), at };
  }
}

function term(cursor: Cursor): Body {
  const { at } = cursor.peek();
  if (!cursor.sees('(')) return select(cursor);
  return { kind: 'nested', query: inParentheses(cursor, cursor.query), at };
}

function select(cursor: Cursor): Select {
  const { at } = cursor.expect('SELECT');
  const isDistinct = cursor.accepts('DISTINCT');
  if (!isDistinct) cursor.accepts('ALL');
  const top = cursor.accepts('TOP') ? cursor.integer('a number of rows') : undefined;
  const items = listed(cursor, () => selectItem(cursor));
  cursor.expect('FROM');
  const from = listed(cursor, () => joined(cursor));
  const where = cursor.accepts('WHERE') ? parseExpression(cursor) : undefined;
  const groupBy = cursor.accepts('GROUP', 'BY') ? listed(cursor, () => parseExpression(cursor)) : [];
  const having = cursor.accepts('HAVING') ? parseExpression(cursor) : undefined;
  return { kind: 'select', isDistinct, top, items, from, where, groupBy, having, at };
}

function selectItem(cursor: Cursor): SelectItem {
  const { at } = cursor.peek();
  if (cursor.accepts('*')) return { kind: 'all', of: [], at };
  const of = allOf(cursor);
  if (of !== undefined) return { kind: 'all', of, at };
  const value = parseExpression(cursor);
  return { kind: 'value', value, alias: alias(cursor) };
}

/** `o.*` or `ivoa.obscore.*`: the names before the star. */
function allOf(cursor: Cursor): Name[] | undefined {
  let ahead = 0;
  const isName = (): boolean => ['name', 'quoted'].includes(cursor.peek(ahead).kind);
  const isDot = (): boolean =>
    cursor.peek(ahead + 1).kind === 'symbol' && cursor.peek(ahead + 1).text === '.';
  while (isName() && isDot()) ahead += 2;
  if (ahead === 0 || cursor.peek(ahead).kind !== 'symbol' || cursor.peek(ahead).text !== '*')
    return undefined;
  const path = parsePath(cursor, 'a table');
  cursor.expect('.');
  cursor.expect('*');
  return path;
}

function alias(cursor: Cursor): Name | undefined {
  if (cursor.accepts('AS')) return cursor.name('a name');
  const { kind } = cursor.peek();
  return kind === 'quoted' || (kind === 'name' && !isClause(cursor)) ? cursor.name('a name') : undefined;
}

/** The words that can follow a value or a table. */
const CLAUSES = [
  ...['FROM', 'WHERE', 'GROUP', 'HAVING', 'ORDER', 'OFFSET', 'UNION', 'EXCEPT', 'INTERSECT'],
  ...['NATURAL', 'INNER', 'LEFT', 'RIGHT', 'FULL', 'CROSS', 'JOIN', 'ON', 'USING'],
];
const isClause = (cursor: Cursor): boolean => CLAUSES.some((word) => cursor.sees(word));

function joined(cursor: Cursor): TableReference {
  const { at } = cursor.peek();
  let left = table(cursor);
  for (;;) {
    const isNatural = cursor.accepts('NATURAL');
    const type = joinType(cursor, isNatural);
    if (type === undefined) return left;
    const right = table(cursor);
    const condition = isNatural ? { on: undefined, using: 'natural' as const } : conditionOf(cursor, type);
    left = { kind: 'join', type, left, right, ...condition, at };
  }
}

function joinType(cursor: Cursor, isNatural: boolean): Join['type'] | undefined {
  for (const type of ['LEFT', 'RIGHT', 'FULL'] as const) {
    if (!cursor.accepts(type)) continue;
    cursor.accepts('OUTER');
    cursor.expect('JOIN');
    return type;
  }
  const isCross = !isNatural && cursor.accepts('CROSS');
  const isInner = cursor.accepts('INNER');
  if (isCross || isInner || isNatural) cursor.expect('JOIN');
  else if (!cursor.accepts('JOIN')) return undefined;
  return isCross ? 'CROSS' : 'INNER';
}

function conditionOf(cursor: Cursor, type: Join['type']): Pick<Join, 'on' | 'using'> {
  if (type === 'CROSS') return { on: undefined, using: undefined };
  if (cursor.accepts('USING'))
    return { on: undefined, using: inParentheses(cursor, () => columnNames(cursor)) };
  cursor.expect('ON');
  return { on: parseExpression(cursor), using: undefined };
}

function table(cursor: Cursor): TableReference {
  const { at } = cursor.peek();
  if (!cursor.sees('('))
    return { kind: 'table', path: parsePath(cursor, 'a table'), alias: alias(cursor), at };
  if (!cursor.sees('(', 'SELECT') && !cursor.sees('(', 'WITH'))
    return inParentheses(cursor, () => cursor.nested(() => joined(cursor)));
  const parsed = inParentheses(cursor, cursor.query);
  const name = alias(cursor) ?? cursor.refuse('a name for the query');
  return { kind: 'derived', query: parsed, alias: name, at };
}
