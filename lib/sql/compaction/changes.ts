import { COLUMNS } from '../../lake/columns.ts';

/** The table over the deltas: the rows of the lake objects that the functions wrote, by day. */
export const CHANGES = 'changes';

/** Its columns, all of them text. The partition key `day` is the UTC day of `written`. */
export const CHANGE_COLUMNS: readonly string[] = [
  ...COLUMNS.map(({ name }) => name),
  ...['collection', 'generation', 'lake_etag', 'lake_key', 'written'],
];
