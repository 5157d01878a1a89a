import { VIEWS, viewColumns } from '../sql/view-columns.ts';
import type { Hint } from './query-refused.ts';

// The hints that need only the SQL, whichever engine refused it.

const FILE_NAMES = ['file', 'filename', 'file_name', 'filepath', 'fname', 'name', 'uri', 'url'];

/** The hint for a column that people expect, and that no lake has under this name. */
export function expectedColumn(name: string, sql: string): Hint | undefined {
  // date_obs itself is only missing from the view that was queried
  if (/^date[ -]?obs$/i.test(name) || (/^date$/i.test(name) && /date *- *obs/i.test(sql)))
    return { kind: 'column', column: 'date_obs' };
  return FILE_NAMES.includes(name.toLowerCase()) ? { kind: 'file-columns' } : undefined;
}

/** The hint for a column that only other views have. */
export function columnOfViews(name: string): Hint | undefined {
  const column = name.toLowerCase();
  const views = VIEWS.filter((view) => viewColumns(view).some((known) => known.name === column));
  return views.length === 0 ? undefined : { kind: 'views', column, views };
}

/** The hint for an unknown column that is compared with something: it is probably text without quotes. */
export function unquotedText(name: string, sql: string): Hint | undefined {
  const word = name.replace(/[^\w\s]/g, '\\$&');
  const compared = new RegExp(`(?:=|<>|!=|\\b(?:like|in *\\([^)]*))\\s*"?(${word})(?:"|\\b|$)`, 'i');
  // an engine may report the name in lower case
  const [, asTyped] = compared.exec(sql) ?? [];
  return asTyped === undefined ? undefined : { kind: 'quotes', text: asTyped };
}
