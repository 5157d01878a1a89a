import { element } from '../dom.ts';
import type { WireFile } from '../wire.ts';
import { textCell } from './card-table.ts';

/** The faults of a file, and its derived values with what they come from. */
export function aboutFile({ faults, derived, hdus }: WireFile): HTMLElement {
  const all = [
    ...derived.map((one) => ({ ...one, hdu: undefined as number | undefined })),
    ...hdus.flatMap(({ hdu, derived: own }) => own.map((one) => ({ ...one, hdu }))),
  ];
  const rows = all.map(({ name, hdu, value, source }) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, hdu === undefined ? name : `${name} [${hdu}]`),
      textCell('', value ?? ''),
      textCell('comment', source),
    ),
  );
  const values = element(
    'details',
    { class: 'derived', open: true },
    element('summary', {}, `Derived values (${all.length}) and their sources`),
    element('table', { class: 'cards' }, element('tbody', {}, ...rows)),
  );
  if (faults.length === 0) return element('div', {}, values);
  return element(
    'div',
    {},
    element(
      'ul',
      { class: 'faults', 'aria-label': 'Faults' },
      ...faults.map(({ code, reason }) => element('li', {}, element('code', {}, code), ` ${reason}`)),
    ),
    values,
  );
}
