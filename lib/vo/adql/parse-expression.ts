import type { Cursor } from './cursor.ts';
import type { Call, CastType, Comparison, Expression, Name, Operation } from './tree.ts';

// Values and conditions, from the operator that binds least to the one that binds most.

/** Reads a value or a condition. */
export const parseExpression = (cursor: Cursor): Expression =>
  cursor.nested(() => listOf(cursor, 'or', () => listOf(cursor, 'and', () => negation(cursor))));

/** Reads what AND or OR join. */
function listOf(cursor: Cursor, kind: 'and' | 'or', part: () => Expression): Expression {
  const { at } = cursor.peek();
  const first = part();
  const items = [first];
  while (cursor.accepts(kind.toUpperCase())) items.push(part());
  return items.length === 1 ? first : { kind, items, at };
}

function negation(cursor: Cursor): Expression {
  const { at } = cursor.peek();
  if (!cursor.accepts('NOT')) return predicate(cursor);
  return { kind: 'not', operand: cursor.nested(() => negation(cursor)), at };
}

const COMPARISONS: Readonly<Record<string, Comparison['operator']>> = {
  '=': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '>': '>',
  '<=': '<=',
  '>=': '>=',
};

function predicate(cursor: Cursor): Expression {
  const { at } = cursor.peek();
  if (cursor.accepts('EXISTS')) return { kind: 'exists', query: inParentheses(cursor, cursor.query), at };
  const operand = sum(cursor);
  const operator = COMPARISONS[cursor.peek().kind === 'symbol' ? cursor.peek().text : ''];
  if (operator !== undefined) {
    cursor.next();
    return { kind: 'comparison', operator, left: operand, right: sum(cursor), at };
  }
  if (cursor.accepts('IS')) {
    const isNegated = cursor.accepts('NOT');
    cursor.expect('NULL');
    return { kind: 'is-null', isNegated, operand, at };
  }
  const isNegated = cursor.accepts('NOT');
  if (cursor.accepts('BETWEEN')) {
    const low = sum(cursor);
    cursor.expect('AND');
    return { kind: 'between', isNegated, operand, low, high: sum(cursor), at };
  }
  if (cursor.accepts('IN')) return { kind: 'in', isNegated, operand, among: candidates(cursor), at };
  const ignoresCase = cursor.sees('ILIKE');
  if (ignoresCase || cursor.sees('LIKE')) {
    cursor.next();
    return { kind: 'like', isNegated, ignoresCase, operand, pattern: sum(cursor), at };
  }
  return isNegated ? cursor.refuse('BETWEEN, IN, LIKE or ILIKE') : operand;
}

const candidates = (cursor: Cursor) =>
  inParentheses(cursor, () =>
    isQuery(cursor) ? cursor.query() : listed(cursor, () => parseExpression(cursor)),
  );

/** Whether a query comes next. */
export const isQuery = (cursor: Cursor): boolean => cursor.sees('SELECT') || cursor.sees('WITH');

/** Reads what is separated by commas. */
export function listed<T>(cursor: Cursor, read: () => T): T[] {
  const items = [read()];
  while (cursor.accepts(',')) items.push(read());
  return items;
}

/** Reads what is in parentheses. */
export function inParentheses<T>(cursor: Cursor, read: () => T): T {
  cursor.expect('(');
  const result = read();
  cursor.expect(')');
  return result;
}

const SUM: Readonly<Record<string, Operation['operator']>> = { '+': '+', '-': '-', '||': '||' };
const PRODUCT: Readonly<Record<string, Operation['operator']>> = { '*': '*', '/': '/' };

const sum = (cursor: Cursor): Expression => operations(cursor, SUM, () => product(cursor));
const product = (cursor: Cursor): Expression => operations(cursor, PRODUCT, () => signed(cursor));

/** Longer chains would nest deeper than the engines allow. */
const MOST_OPERATORS = 500;

function operations(
  cursor: Cursor,
  operators: Readonly<Record<string, Operation['operator']>>,
  part: () => Expression,
): Expression {
  const { at } = cursor.peek();
  let left = part();
  for (let count = 0; ; count++) {
    const { kind, text } = cursor.peek();
    const operator = kind === 'symbol' ? operators[text] : undefined;
    if (operator === undefined) return left;
    if (count >= MOST_OPERATORS)
      return cursor.fail(`a sum or a product can have at most ${MOST_OPERATORS} operators`);
    cursor.next();
    left = { kind: 'operation', operator, left, right: part(), at };
  }
}

function signed(cursor: Cursor): Expression {
  const { at } = cursor.peek();
  if (cursor.accepts('-')) return { kind: 'negative', operand: cursor.nested(() => signed(cursor)), at };
  return cursor.accepts('+') ? cursor.nested(() => signed(cursor)) : primary(cursor);
}

function primary(cursor: Cursor): Expression {
  const { kind, text, at } = cursor.peek();
  switch (kind) {
    case 'integer':
    case 'decimal':
      cursor.next();
      return { kind: 'number', text, isInteger: kind === 'integer', at };
    case 'text':
      cursor.next();
      return { kind: 'text', text: adjacent(cursor, text), at };
    case 'quoted':
      return column(cursor);
    case 'name':
      return named(cursor);
    default:
  }
  if (!cursor.sees('(')) return cursor.refuse('a value');
  return inParentheses(cursor, () =>
    isQuery(cursor) ? { kind: 'subquery', query: cursor.query(), at } : parseExpression(cursor),
  );
}

/** Literals beside each other are one text. */
function adjacent(cursor: Cursor, first: string): string {
  let text = first;
  while (cursor.peek().kind === 'text') text += cursor.next().text;
  return text;
}

function named(cursor: Cursor): Expression {
  const { at } = cursor.peek();
  if (cursor.accepts('NULL')) return { kind: 'null', at };
  if (cursor.accepts('TRUE')) return { kind: 'boolean', value: true, at };
  if (cursor.accepts('FALSE')) return { kind: 'boolean', value: false, at };
  if (cursor.accepts('CAST')) return { ...inParentheses(cursor, () => castOf(cursor)), at };
  if (!isSymbol(cursor, 1, '(')) return column(cursor);
  const { text: name } = cursor.name('a value');
  return { ...call(cursor, name.toUpperCase()), at };
}

const isSymbol = (cursor: Cursor, ahead: number, symbol: string): boolean =>
  cursor.peek(ahead).kind === 'symbol' && cursor.peek(ahead).text === symbol;

function column(cursor: Cursor): Expression {
  const { at } = cursor.peek();
  return { kind: 'column', path: parsePath(cursor, 'a value'), at };
}

/** Reads a name with those in front of it. */
export function parsePath(cursor: Cursor, what: string): Name[] {
  const path = [cursor.name(what)];
  while (cursor.sees('.') && !isSymbol(cursor, 1, '*')) {
    cursor.next();
    path.push(cursor.name('a name'));
  }
  return path;
}

const call = (cursor: Cursor, name: string): Call =>
  inParentheses(cursor, () => {
    if (cursor.sees(')')) return { kind: 'call', name, args: [], isDistinct: false };
    if (cursor.accepts('*')) return { kind: 'call', name, args: '*', isDistinct: false };
    const isDistinct = cursor.accepts('DISTINCT');
    if (!isDistinct) cursor.accepts('ALL');
    return { kind: 'call', name, args: listed(cursor, () => parseExpression(cursor)), isDistinct };
  });

const TYPES: Readonly<Record<string, CastType>> = {
  CHAR: 'CHAR',
  VARCHAR: 'VARCHAR',
  SMALLINT: 'SMALLINT',
  INTEGER: 'INTEGER',
  BIGINT: 'BIGINT',
  REAL: 'REAL',
  DOUBLE: 'DOUBLE PRECISION',
  TIMESTAMP: 'TIMESTAMP',
};

function castOf(cursor: Cursor) {
  const operand = parseExpression(cursor);
  cursor.expect('AS');
  const { kind, text } = cursor.peek();
  const type = kind === 'name' ? TYPES[text.toUpperCase()] : undefined;
  if (type === undefined) return cursor.refuse(`one of ${Object.values(TYPES).join(', ')}`);
  cursor.next();
  if (type === 'DOUBLE PRECISION') cursor.expect('PRECISION');
  const hasLength = (type === 'CHAR' || type === 'VARCHAR') && cursor.sees('(');
  const length = hasLength ? inParentheses(cursor, () => cursor.integer('a length')) : undefined;
  return { kind: 'cast', operand, type, length } as const;
}
