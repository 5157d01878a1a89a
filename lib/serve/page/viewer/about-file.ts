import { element } from '../dom.ts';
import type { WireFile } from '../wire.ts';

/** The faults of a file, and its derived values with what they come from. */
export function aboutFile({ faults, derived }: WireFile): HTMLElement {
  const rows = derived.map(({ column, hdu, value, source }) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, hdu === undefined || hdu === null ? column : `${column} [${hdu}]`),
      element('td', {}, value ?? ''),
      element('td', { class: 'comment' }, source),
    ),
  );
  const values = element(
    'details',
    { class: 'derived' },
    element('summary', {}, `Derived values (${derived.length}) and their sources`),
    element('table', { class: 'cards' }, element('tbody', {}, ...rows)),
  );
  if (faults.length === 0) return element('div', {}, values);
  return element(
    'div',
    {},
    element(
      'ul',
      { class: 'faults', 'aria-label': 'Faults' },
      ...faults.map(({ code, text }) => element('li', {}, element('code', {}, code), ` ${text}`)),
    ),
    values,
  );
}
