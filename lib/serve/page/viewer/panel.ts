import { button, byId, copyText, element, setAttributes } from '../dom.ts';
import { shortPath } from '../rows/cell-text.ts';
import { reasonOf, type Server } from '../server.ts';
import type { WireFile, WireHdu } from '../wire.ts';
import { aboutFile } from './about-file.ts';
import { linesOf } from './card-list.ts';
import { cardTable, hduText } from './card-table.ts';
import { pictureOf, pointsOf } from './picture.ts';

export interface Viewer {
  /** Opens a file, or closes the viewer. */
  show(path: string | undefined): Promise<void>;
  /** The files to compare with: those of the table. */
  offer(paths: readonly string[]): void;
}

const PICTURE_WIDTH = 420;

/** The header viewer: all HDUs of a file, its faults, where derived values come from, and a second file beside it. */
export function viewerPanel(server: Server, onClose: () => void): Viewer {
  const dialog = byId('viewer') as HTMLDialogElement;
  const body = byId('viewer-body');
  let [first, second]: [WireFile | undefined, WireFile | undefined] = [undefined, undefined];
  let turn = 0;
  const search = element('input', {
    type: 'search',
    placeholder: 'Search keyword, value, comment',
    'aria-label': 'Search cards',
    id: 'card-search',
  });
  const only = element('input', { type: 'checkbox' });
  const onlyLabel = element('label', { hidden: true }, only, ' only differences');
  const compare = element('input', {
    type: 'text',
    list: 'paths',
    placeholder: 'Compare with (path)',
    'aria-label': 'Compare with the file at this path',
    size: 28,
  });
  const paths = element('datalist', { id: 'paths' });
  const problem = element('p', { class: 'error', role: 'alert', hidden: true });
  const cards = element('div', { class: 'hdus' });
  const title = byId('viewer-title');
  const fail = (error: unknown): void => {
    problem.textContent = reasonOf(error);
    setAttributes(problem, { hidden: false });
  };
  const drawCards = (): void => {
    if (first === undefined) return;
    const filter = { text: search.value.trim(), onlyDifferences: only.checked && second !== undefined };
    const tables = linesOf(first, second).map((hdu) => cardTable(hdu, second !== undefined, filter));
    const found = tables.filter((table) => table !== undefined);
    cards.replaceChildren(
      ...(found.length > 0 ? found : [element('p', { class: 'quiet' }, 'No card matches.')]),
    );
  };
  const draw = (): void => {
    if (first === undefined) return;
    title.replaceChildren(...titleOf(first, second, () => setSecond(undefined)));
    setAttributes(onlyLabel, { hidden: second === undefined });
    setAttributes(problem, { hidden: true });
    body.replaceChildren(
      element('div', { class: 'tools' }, search, compare, paths, onlyLabel),
      problem,
      aboutFile(first),
      looks(server, first),
      cards,
    );
    drawCards();
  };
  const setSecond = (file: WireFile | undefined): void => {
    second = file;
    compare.value = '';
    draw();
  };
  search.addEventListener('input', drawCards);
  only.addEventListener('change', drawCards);
  compare.addEventListener('change', () => {
    if (compare.value !== '') server.header(compare.value.trim()).then(setSecond, fail);
  });
  dialog.addEventListener('close', onClose);
  byId('viewer-close').addEventListener('click', () => dialog.close());
  return {
    show: async (path) => {
      const mine = ++turn;
      if (path === undefined) return dialog.close();
      if (!dialog.open) dialog.showModal();
      if (first?.path === path) return;
      [first, second] = [undefined, undefined];
      title.textContent = shortPath(path);
      body.replaceChildren(element('p', { class: 'quiet' }, 'Reading…'));
      try {
        const file = await server.header(path);
        if (mine !== turn) return;
        first = file;
        draw();
      } catch (error) {
        if (mine === turn)
          body.replaceChildren(element('p', { class: 'error', role: 'alert' }, reasonOf(error)));
      }
    },
    offer: (all) => paths.replaceChildren(...all.map((path) => element('option', { value: path }))),
  };
}

function titleOf(first: WireFile, second: WireFile | undefined, onAlone: () => void): Node[] {
  const copy = (text: string, value: string): HTMLButtonElement => {
    const made = button(text, () => void copyText(value, made));
    return made;
  };
  return [
    element('span', { title: first.path }, shortPath(first.path)),
    ...(second === undefined
      ? [copy('Copy path', first.path), copy('Copy URL', first.url)]
      : [
          element('span', {}, ' | '),
          element('span', { title: second.path }, shortPath(second.path)),
          button('Close second', onAlone),
        ]),
  ];
}

/** A picture of each HDU that could have one, on demand; that of the first one at once. */
function looks(server: Server, file: WireFile): HTMLElement {
  const box = element('div', { class: 'looks' });
  const place = element('div', { class: 'look' });
  const load = async (hdu: number | undefined): Promise<void> => {
    place.replaceChildren(element('p', { class: 'quiet' }, 'Reading pixels…'));
    try {
      const found = await server.look(file.path, hdu, PICTURE_WIDTH);
      place.replaceChildren(found.kind === 'image' ? pictureOf(found) : pointsOf(found));
    } catch (error) {
      place.replaceChildren(element('p', { class: 'quiet' }, `No picture: ${reasonOf(error)}`));
    }
  };
  const able = file.hdus.filter(hasData);
  if (able.length > 1)
    box.append(
      element(
        'div',
        { class: 'tools', role: 'group', 'aria-label': 'Quick look' },
        ...able.slice(0, 40).map((hdu) => button(hduText(hdu), () => void load(hdu.hdu))),
      ),
    );
  box.append(place);
  if (able.length > 0) void load(able[0]?.hdu);
  return box;
}

const hasData = ({ cards }: WireHdu): boolean =>
  Number(cards.find(({ keyword }) => keyword === 'NAXIS')?.value ?? 0) > 0;
