import { button, byId, element, setAttributes } from '../dom.ts';
import { counted } from '../numbers.ts';
import { type Numbering, Refused, reasonOf, type Server } from '../server.ts';
import type { Selection } from '../state/selection.ts';
import { selectionSql } from '../state/where.ts';
import type { LakeState, Table } from '../wire.ts';
import { type Sort, tableOf } from './table.ts';

/** Rows at first, and how many more at a time. */
export const FEW_ROWS = 60;
const NEWEST: Sort = { column: 't_min', descending: true };
const COLUMNS = [
  ...[
    't_min',
    'instrument_name',
    'image_type',
    'target_name',
    'filter',
    't_exptime',
    's_ra',
    's_dec',
    'path',
  ],
];

/** What the table shows. */
export interface Listed {
  readonly columns: readonly string[];
  readonly sort: Sort;
  readonly limit: number;
}

export interface RowsPanel {
  listed(): Listed;
  /** The paths in the table. */
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
  let turn = 0;
  let paths: string[] = [];
  const change = (next: Partial<Listed>): void => {
    listed = { ...listed, ...next };
    onChange();
  };
  return {
    listed: () => listed,
    paths: () => paths,
    show: async ({ of, selection, newest, total }) => {
      const mine = ++turn;
      const { columns, sort, limit } = listed;
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
        box.replaceChildren(tableOf(table, actions));
        const at = table.columns.findIndex(({ name }) => name === 'path');
        paths = at < 0 ? [] : table.rows.map((row) => String(row[at] ?? ''));
        const rest = total - table.rows.length;
        byId('rows-more').replaceChildren(
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
        const box = element('input', { type: 'checkbox', value: name });
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
