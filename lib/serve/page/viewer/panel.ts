import { button, byId, copyText, element, setAttributes } from '../dom.ts';
import { shortPath } from '../rows/cell-text.ts';
import { reasonOf, type Server } from '../server.ts';
import type { WireFile } from '../wire.ts';
import { aboutFile } from './about-file.ts';
import { linesOf } from './card-list.ts';
import { cardTable } from './card-table.ts';
import { looksOf } from './looks.ts';

export interface Viewer {
  /** Opens a file, or closes the viewer. */
  show(path: string | undefined): Promise<void>;
  /** The files to compare with: those of the table. */
  offer(paths: readonly string[]): void;
}

/** The controls above the cards. */
const controls = () => ({
  search: element('input', {
    type: 'search',
    id: 'card-search',
    placeholder: 'Search keywords, values, comments',
    'aria-label': 'Search cards',
    size: 30,
  }),
  only: element('input', { type: 'checkbox', id: 'only-differences' }),
  compare: element('input', {
    type: 'text',
    id: 'compare',
    list: 'paths',
    placeholder: 'Compare with (path)',
    'aria-label': 'Compare with the file at this path',
    size: 34,
  }),
  paths: element('datalist', { id: 'paths' }),
  problem: element('p', { class: 'error', role: 'alert', hidden: true }),
  cards: element('div', { class: 'hdus' }),
});

/** What the viewer shows. */
interface Shown {
  first: WireFile | undefined;
  second: WireFile | undefined;
}

/** The header viewer: all HDUs of a file, its faults, where derived values come from, and a second file beside it. */
export function viewerPanel(server: Server, onClose: () => void): Viewer {
  const [dialog, body] = [byId('viewer') as HTMLDialogElement, byId('viewer-body')];
  const shown: Shown = { first: undefined, second: undefined };
  const made = controls();
  const { search, only, compare, problem } = made;
  let turn = 0;
  const draw = (): void => drawFile(shown, made, body, () => setSecond(undefined));
  const setSecond = (file: WireFile | undefined): void => {
    shown.second = file;
    compare.value = '';
    draw();
  };
  search.addEventListener('input', () => drawCards(shown, made));
  only.addEventListener('change', () => drawCards(shown, made));
  compare.addEventListener('change', () => {
    if (compare.value === '') return;
    server.header(compare.value.trim()).then(setSecond, (error: unknown) => {
      problem.textContent = reasonOf(error);
      setAttributes(problem, { hidden: false });
    });
  });
  dialog.addEventListener('close', onClose);
  byId('viewer-close').addEventListener('click', () => dialog.close());
  return {
    show: async (path) => {
      const mine = ++turn;
      if (path === undefined) return dialog.close();
      if (!dialog.open) dialog.showModal();
      if (shown.first?.path === path) return;
      [shown.first, shown.second, search.value] = [undefined, undefined, ''];
      byId('viewer-title').textContent = shortPath(path);
      body.replaceChildren(element('p', { class: 'quiet' }, 'Reading…'));
      try {
        const file = await server.header(path);
        if (mine !== turn) return;
        shown.first = file;
        draw();
        search.focus();
        byId('looks').replaceChildren(looksOf(server, file));
      } catch (error) {
        if (mine === turn)
          body.replaceChildren(element('p', { class: 'error', role: 'alert' }, reasonOf(error)));
      }
    },
    offer: (all) => made.paths.replaceChildren(...all.map((path) => element('option', { value: path }))),
  };
}

function drawFile(
  shown: Shown,
  made: ReturnType<typeof controls>,
  body: HTMLElement,
  onAlone: () => void,
): void {
  const { first, second } = shown;
  if (first === undefined) return;
  byId('viewer-title').replaceChildren(...titleOf(first, second, onAlone));
  const looks = document.getElementById('looks') ?? element('div', { id: 'looks' });
  setAttributes(made.problem, { hidden: true });
  const { search, compare, paths, only } = made;
  const onlyLabel = element('label', { hidden: second === undefined }, only, ' differences only');
  body.replaceChildren(
    element('div', { class: 'tools' }, search, compare, paths, onlyLabel),
    made.problem,
    element('div', { class: 'about' }, looks, aboutFile(first)),
    made.cards,
  );
  drawCards(shown, made);
}

function drawCards({ first, second }: Shown, { search, only, cards }: ReturnType<typeof controls>): void {
  if (first === undefined) return;
  const filter = { text: search.value.trim(), onlyDifferences: only.checked && second !== undefined };
  const tables = linesOf(first, second).map((hdu) => cardTable(hdu, second !== undefined, filter));
  const found = tables.filter((table) => table !== undefined);
  cards.replaceChildren(
    ...(found.length > 0 ? found : [element('p', { class: 'quiet' }, 'No matching cards.')]),
  );
}

function titleOf(first: WireFile, second: WireFile | undefined, onAlone: () => void): Node[] {
  const copy = (text: string, value: string): HTMLButtonElement => {
    const made = button(text, () => void copyText(value, made));
    return made;
  };
  const name = ({ path }: WireFile): HTMLElement => element('span', { title: path }, shortPath(path));
  return second === undefined
    ? [name(first), copy('Copy path', first.path), copy('Copy URL', first.url)]
    : [
        name(first),
        element('span', { class: 'quiet' }, 'and'),
        name(second),
        button('Close second file', onAlone),
      ];
}
