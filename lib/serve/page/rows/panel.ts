import { button, byId, element, refill, setAttributes } from '../dom.ts';
import { counted } from '../numbers.ts';
import { type Numbering, Refused, type RowsOf, reasonOf, type Server } from '../server.ts';
import type { Selection } from '../state/selection.ts';
import { selectionSql } from '../state/where.ts';
import type { LakeState, Table } from '../wire.ts';
import { type Sort, tableOf } from './table.ts';

/** Rows at first, and how many more at a time. */
export const FEW_ROWS = 60;
const NEWEST: Sort = { column: 't_min', descending: true };
/** It opens the file of a row, so it is always there. */
const PATH = 'path';
/** Only rows of HDUs have it. */
const HDU = 'hdu';
const COLUMNS = [
  ...['t_min', PATH, HDU, 'instrument_name', 'image_type', 'target_name'],
  ...['filter', 't_exptime', 's_ra', 's_dec'],
];

/** What the table shows. */
export interface Listed {
  readonly columns: readonly string[];
  readonly sort: Sort;
  readonly limit: number;
}

export interface RowsPanel {
  listed(view: RowsOf): Listed;
  /** The paths in the table, each once. */
  paths(): readonly string[];
  /** Shows rows: newest first by number, otherwise by SQL. */
  show(what: {
    readonly of: Numbering;
    readonly selection: Selection;
    readonly newest: readonly number[];
    readonly total: number;
  }): Promise<void>;
  /** Offers the columns of the view. */
  offer(state: LakeState, view: string): void;
}

/** The table of rows. */
export function rowsPanel(server: Server, onOpen: (path: string) => void, onChange: () => void): RowsPanel {
  const box = byId('rows-table');
  let listed: Listed = { columns: COLUMNS, sort: NEWEST, limit: FEW_ROWS };
  const listedOf = (view: RowsOf): Listed => {
    if (view === 'obscore_hdus') return listed;
    const { columns, sort, limit } = listed;
    const isOfHdus = sort.column === HDU;
    return { columns: columns.filter((name) => name !== HDU), sort: isOfHdus ? NEWEST : sort, limit };
  };
  let turn = 0;
  let paths: string[] = [];
  const change = (next: Partial<Listed>): void => {
    listed = { ...listed, ...next };
    onChange();
  };
  return {
    listed: listedOf,
    paths: () => paths,
    show: async ({ of, selection, newest, total }) => {
      const mine = ++turn;
      const { columns, sort, limit } = listedOf(of.view);
      const isNewest = sort.column === NEWEST.column && sort.descending;
      try {
        const table: Table = isNewest
          ? await server.rows(of, newest.slice(0, limit), columns)
          : await server.ask(
              { sql: selectionSql(selection, { columns, from: of.view, sort, limit }) },
              limit,
            );
        if (mine !== turn) return;
        const actions = {
          label: 'Rows',
          sort: { by: sort, onSort: (by: Sort) => change({ sort: by }) },
          onOpen,
        };
        refill(box, tableOf(table, actions));
        const at = table.columns.findIndex(({ name }) => name === 'path');
        paths = [...new Set(table.rows.map((row) => String(row[at] ?? '')))];
        const rest = total - table.rows.length;
        refill(
          byId('rows-more'),
          element('span', {}, `${counted(table.rows.length, 'row')} of ${counted(total, 'row')}`),
          ...(rest > 0 ? [button('More rows', () => change({ limit: limit + 2 * FEW_ROWS }))] : []),
        );
      } catch (error) {
        if (error instanceof Refused && error.status === 409)
          setAttributes(byId('refresh'), { hidden: false });
        if (mine === turn)
          box.replaceChildren(element('p', { class: 'error', role: 'alert' }, reasonOf(error)));
      }
    },
    offer: ({ views }, view) => {
      const columns = views.find(({ name }) => name === view)?.columns ?? [];
      const boxes = columns.map(({ name, about }) => {
        const box = element('input', { type: 'checkbox', value: name, disabled: name === PATH });
        box.checked = listed.columns.includes(name);
        box.addEventListener('change', () => {
          const others = listed.columns.filter((one) => one !== name);
          change({ columns: box.checked ? [...others, name] : others });
        });
        return element('label', { title: about }, box, ` ${name}`);
      });
      byId('columns-list').replaceChildren(...boxes);
    },
  };
}
