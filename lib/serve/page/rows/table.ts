import { button, element } from '../dom.ts';
import type { Table } from '../wire.ts';
import { cellText, isDate } from './cell-text.ts';

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

/** What a table lets its reader do. */
export interface TableActions {
  readonly label: string;
  readonly sort?: { readonly by: Sort; readonly onSort: (sort: Sort) => void };
  /** Opens the file of a row. */
  readonly onOpen?: (path: string) => void;
}

const NUMERIC = /^(integer|bigint|double)/;

const isRight = (name: string, type: string): boolean => NUMERIC.test(type) && !isDate(name);

/** A table of an answer. A path is a button that opens its file, and so is the rest of its row for a mouse. */
export function tableOf({ columns, rows }: Table, { label, sort, onOpen }: TableActions): HTMLTableElement {
  const head = element(
    'tr',
    {},
    ...columns.map(({ name, type }) => headCell(name, isRight(name, type), sort)),
  );
  const body = rows.map((row) =>
    element(
      'tr',
      {},
      ...columns.map(({ name, type }, at) => {
        const { text, full } = cellText(name, row[at]);
        const cell = element('td', {
          ...(full === undefined ? {} : { title: full }),
          class: isRight(name, type) && 'number',
        });
        const path = name === 'path' && onOpen !== undefined ? String(row[at] ?? '') : '';
        if (path === '') cell.textContent = text;
        else cell.append(button(text, () => onOpen?.(path), { class: 'open', title: path }));
        return cell;
      }),
    ),
  );
  const rowsOf = element('tbody', {}, ...body);
  rowsOf.addEventListener('click', (event) => {
    // who marks text to copy it does not want to open anything
    if (!(event.target instanceof Element) || String(getSelection() ?? '') !== '') return;
    if (event.target.closest('button') === null) event.target.closest('tr')?.querySelector('button')?.click();
  });
  return element('table', { 'aria-label': label }, element('thead', {}, head), rowsOf);
}

function headCell(name: string, isNumber: boolean, sort: TableActions['sort']): HTMLTableCellElement {
  if (sort === undefined) return element('th', { scope: 'col', class: isNumber && 'number' }, name);
  const isBy = sort.by.column === name;
  const arrow = !isBy ? '' : sort.by.descending ? ' ↓' : ' ↑';
  const next = { column: name, descending: isBy ? !sort.by.descending : isNumber || isDate(name) };
  return element(
    'th',
    {
      scope: 'col',
      class: isNumber && 'number',
      'aria-sort': !isBy ? 'none' : sort.by.descending ? 'descending' : 'ascending',
    },
    button(`${name}${arrow}`, () => sort.onSort(next)),
  );
}
