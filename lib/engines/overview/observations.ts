import { identifier } from '../../sql/text.ts';
import { type ObscoreName, storedColumns } from '../../sql/view-columns.ts';

// The observations of a cache, as its tables have them. `rowid` is the number of a row as long as the cache does not change.

/** The columns that group observations, and what people call them. The most useful ones come first. */
export const FACETS = [
  { name: 'instrument_name', label: 'Instrument' },
  { name: 'filter', label: 'Filter' },
  { name: 'image_type', label: 'Image type' },
  { name: 'obs_collection', label: 'Collection' },
  { name: 'target_name', label: 'Target' },
  { name: 'facility_name', label: 'Telescope' },
] as const;

/** The table of a view. */
export const tableOf = (view: ObscoreName): string => `cache.main.${view}`;

/** The SQL of a column of the view, from the columns of its table. Throws for a name that is not a column. */
export function expressionOf(view: ObscoreName, name: string): string {
  const column = storedColumns(view).find((known) => known.name === name);
  if (column === undefined) throw new Error(`${view} has no column ${name}`);
  return column.computed ?? identifier(name);
}
