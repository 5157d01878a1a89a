import { button, byId, choice, copyText, element, setAttributes } from '../dom.ts';
import { counted } from '../numbers.ts';
import { tableOf } from '../rows/table.ts';
import { reasonOf, type Server } from '../server.ts';
import type { LakeState } from '../wire.ts';
import { drawPlot } from './plot.ts';
import { plotOf } from './plot-kind.ts';

export interface SqlPanel {
  /** The SQL of the selection; it stays where somebody has typed. */
  selection(sql: string): void;
  offer(state: LakeState): void;
  /** Asks SQL as if it had been typed. */
  ask(sql: string): void;
}

const MOST_ROWS = 1000;
const FORMATS = [
  ['csv', 'CSV'],
  ['parquet', 'Parquet'],
  ['votable', 'VOTable'],
] as const;
const SUFFIXES = { csv: 'csv', parquet: 'parquet', votable: 'vot' } as const;

/** SQL: of the selection, of named queries, or typed. */
export function sqlPanel(server: Server, onOpen: (path: string) => void): SqlPanel {
  const text = byId('sql') as HTMLTextAreaElement;
  const answer = byId('answer');
  let [ofSelection, isTyped, turn] = ['', false, 0];
  const back = button('Back to the selection', () => show(ofSelection, false), { hidden: true });
  const show = (sql: string, typed: boolean): void => {
    text.value = sql;
    isTyped = typed;
    setAttributes(back, { hidden: !typed });
  };
  const ask = async (): Promise<void> => {
    const mine = ++turn;
    answer.replaceChildren(element('p', { class: 'quiet', role: 'status' }, 'Asking…'));
    try {
      const found = await server.ask(text.value, MOST_ROWS);
      if (mine !== turn) return;
      const plot = plotOf(found);
      const count = `${counted(found.rows.length, 'row')}${found.more ? `; download for all of them` : ''}`;
      answer.replaceChildren(
        element('p', { class: 'quiet', role: 'status' }, count),
        ...(plot === undefined ? [] : [drawPlot(plot)]),
        element('div', { class: 'scroll' }, tableOf(found, { label: 'Answer', onOpen })),
      );
    } catch (error) {
      if (mine === turn)
        answer.replaceChildren(element('p', { class: 'error', role: 'alert' }, reasonOf(error)));
    }
  };
  const download = async (format: (typeof FORMATS)[number][0]): Promise<void> => {
    try {
      save(await server.download(text.value, format), `answer.${SUFFIXES[format]}`);
    } catch (error) {
      answer.replaceChildren(element('p', { class: 'error', role: 'alert' }, reasonOf(error)));
    }
  };
  const copy = button('Copy', () => void copyText(text.value, copy), { id: 'copy-sql' });
  const queries = byId('queries');
  byId('sql-tools').append(
    button('Ask', () => void ask(), { class: 'primary', id: 'ask', title: 'Ctrl+Enter' }),
    copy,
    back,
    element('span', { class: 'quiet' }, 'Download'),
    ...FORMATS.map(([format, name]) => button(name, () => void download(format))),
  );
  text.addEventListener('input', () => {
    isTyped = text.value !== ofSelection;
    setAttributes(back, { hidden: !isTyped });
  });
  text.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void ask();
  });
  return {
    selection: (sql) => {
      ofSelection = sql;
      if (!isTyped) show(sql, false);
    },
    offer: (state) => {
      const named = choice(
        'Named queries',
        [
          ['', 'Named queries…'],
          ...state.queries.map(({ name, about }) => [name, `${name}: ${about}`] as const),
        ],
        (name) => {
          const query = state.queries.find((one) => one.name === name);
          if (query !== undefined) show(query.sql, true);
        },
      );
      queries.replaceChildren(named, viewsOf(state));
    },
    ask: (sql) => {
      show(sql, true);
      void ask();
    },
  };
}

/** The views and their columns, to look up. */
function viewsOf({ views }: LakeState): HTMLElement {
  return element(
    'details',
    { class: 'views' },
    element('summary', {}, 'Views and columns'),
    ...views.map(({ name, about, columns }) =>
      element(
        'details',
        {},
        element('summary', {}, element('code', {}, name), ` ${about}`),
        element(
          'dl',
          {},
          ...columns.flatMap((column) => [
            element('dt', {}, element('code', {}, column.name), ` ${column.type}`),
            element('dd', {}, `${column.about}${column.unit === undefined ? '' : ` (${column.unit})`}`),
          ]),
        ),
      ),
    ),
  );
}

/** Saves bytes as a file. */
function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = element('a', { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
