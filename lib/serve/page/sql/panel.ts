import { button, byId, copyText, element, setAttributes } from '../dom.ts';
import { counted } from '../numbers.ts';
import { tableOf } from '../rows/table.ts';
import { type Question, reasonOf, type Server } from '../server.ts';
import type { Asked, LakeState } from '../wire.ts';
import { type NamedQueries, namedQueries } from './named.ts';
import { drawPlot } from './plot.ts';
import { plotOf } from './plot-kind.ts';
import { servicesAbout } from './services.ts';
import { viewsAbout } from './views-about.ts';

export interface SqlPanel {
  /** The SQL of the selection; what somebody has typed stays. */
  selection(sql: string): void;
  offer(state: LakeState): void;
  /** Asks SQL as if it had been typed. */
  ask(sql: string): void;
}

const MOST_ROWS = 1000;
const FORMATS = [
  ['csv', 'CSV', 'csv'],
  ['parquet', 'Parquet', 'parquet'],
  ['votable', 'VOTable', 'vot'],
] as const;

/** SQL: of the selection, of named queries, or typed. */
export function sqlPanel(server: Server, onOpen: (path: string) => void): SqlPanel {
  const [text, answer] = [byId('sql') as HTMLTextAreaElement, byId('answer')];
  let [ofSelection, isTyped, turn] = ['', false, 0];
  let named: NamedQueries | undefined;
  const back = button('Back to the selection', () => show(ofSelection, false), { hidden: true });
  const show = (sql: string, typed: boolean): void => {
    text.value = sql;
    isTyped = typed;
    setAttributes(back, { hidden: !typed });
    named?.leave();
  };
  const question = (): Question => named?.question(text.value) ?? { sql: text.value };
  const fail = (error: unknown): void =>
    answer.replaceChildren(element('p', { class: 'error', role: 'alert' }, reasonOf(error)));
  const ask = async (): Promise<void> => {
    const mine = ++turn;
    answer.replaceChildren(element('p', { class: 'quiet', role: 'status' }, 'Running…'));
    try {
      const found = await server.ask(question(), MOST_ROWS);
      if (mine === turn) answer.replaceChildren(...answerOf(found, onOpen));
    } catch (error) {
      if (mine === turn) fail(error);
    }
  };
  /** A button that rests while the server writes the file. */
  const downloadButton = (name: string, download: () => Promise<void>): HTMLButtonElement => {
    const made = button(name, () => {
      made.disabled = true;
      download()
        .catch(fail)
        .finally(() => {
          made.disabled = false;
        });
    });
    return made;
  };
  const copy = button('Copy', () => void copyText(text.value, copy), { id: 'copy-sql' });
  byId('sql-tools').append(
    button('Run', () => void ask(), { class: 'primary', id: 'ask', title: 'Ctrl+Enter' }),
    ...[copy, back, element('span', { class: 'quiet' }, 'Download')],
    ...FORMATS.map(([format, name, suffix]) =>
      downloadButton(name, async () => save(await server.download(question(), format), `answer.${suffix}`)),
    ),
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
      if (!isTyped) text.value = sql;
    },
    offer: (state) => {
      named = namedQueries(state.queries, (sql) => {
        text.value = sql;
        isTyped = true;
        setAttributes(back, { hidden: false });
      });
      byId('queries').replaceChildren(named.root, viewsAbout(state.views), ...servicesAbout(state.services));
    },
    ask: (sql) => {
      show(sql, true);
      void ask();
    },
  };
}

/** An answer: how many rows, a plot if it can be drawn, and a table. */
function answerOf(found: Asked, onOpen: (path: string) => void): Node[] {
  const plot = plotOf(found);
  const count = `${counted(found.rows.length, 'row')}${found.more ? '; there are more: download the answer to get them all' : ''}`;
  return [
    element('p', { class: 'quiet', role: 'status' }, count),
    ...(plot === undefined ? [] : [drawPlot(plot)]),
    element('div', { class: 'scroll' }, tableOf(found, { label: 'Answer', onOpen })),
  ];
}

/** Saves bytes as a file. */
function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  element('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
