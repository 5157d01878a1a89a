// DuckDB's syntax tree of a query, as json_serialize_sql returns it.

/** A node of the tree, or any other object in it. */
export interface Node {
  readonly [field: string]: unknown;
}

/** Whether a value is an object of the tree. */
export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The nodes in a field: none, one, or those of a list. */
export function nodesIn(value: unknown): Node[] {
  if (Array.isArray(value)) return value.filter(isNode);
  return isNode(value) ? [value] : [];
}

/** A text field of a node; '' if it has none. */
export const textIn = (node: Node | undefined, field: string): string => {
  const value = node?.[field];
  return typeof value === 'string' ? value : '';
};

/** A name as DuckDB compares it. */
export const nameIn = (node: Node | undefined, field: string): string => textIn(node, field).toLowerCase();

/** The name of the function that a node calls, in lower case; '' if it calls none. Operators are functions too. */
export const functionIn = (node: Node | undefined): string => nameIn(node, 'function_name');

/** The arguments of a function or an operator. */
export const argumentsOf = (node: Node | undefined): Node[] => nodesIn(node?.['children']);

/** The name of a column without those of its table; undefined if a node is not a column. */
export function columnIn(node: Node | undefined): string | undefined {
  const names = node?.['type'] === 'COLUMN_REF' ? node['column_names'] : undefined;
  return Array.isArray(names) ? String(names.at(-1)).toLowerCase() : undefined;
}

/** The value of a literal; undefined if a node is not one, null for NULL. */
export function literalIn(node: Node | undefined): unknown {
  if (node?.['type'] !== 'VALUE_CONSTANT') return undefined;
  const [value] = nodesIn(node['value']);
  return value?.['is_null'] === true ? null : value?.['value'];
}

/** Beyond any SQL: DuckDB's number for a place that it does not know. */
const NOWHERE = 2 ** 53;

/** Where a node is in the SQL, in bytes; failing that, where the first of its parts is; undefined if no part has a place. */
export function placeOf(node: Node): number | undefined {
  const place = node['query_location'];
  if (typeof place === 'number' && place < NOWHERE) return place;
  const places = Object.values(node)
    .flatMap(nodesIn)
    .map(placeOf)
    .filter((found) => found !== undefined);
  return places.length === 0 ? undefined : Math.min(...places);
}
