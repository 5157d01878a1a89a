import { button, choice, element, refill, setAttributes } from '../dom.ts';
import { beginning } from '../rows/cell-text.ts';
import { type PlottedColumns, type Points, reasonOf, type Server } from '../server.ts';
import type { WireFile, WireHdu } from '../wire.ts';
import { hduText } from './card-table.ts';
import { pictureOf, pointsOf } from './picture.ts';

/** The longer side of a picture, in pixels. */
const SIDE = 400;
/** More buttons would fill the page. */
const MOST = 40;

/** Quick looks: of the first HDU with data at once, of others on demand. */
export function looksOf(server: Server, { path, hdus }: WireFile): HTMLElement {
  const able = hdus.filter(hasData);
  const place = element('div', { class: 'look', role: 'status' });
  const buttons = able
    .slice(0, MOST)
    .map((hdu) => button(hduText(hdu), () => void show(hdu.hdu), { 'data-look': hdu.hdu }));
  let turn = 0;
  const show = async (hdu: number, columns?: PlottedColumns): Promise<void> => {
    const mine = ++turn;
    for (const one of buttons)
      setAttributes(one, { 'aria-pressed': String(one.dataset['look'] === String(hdu)) });
    if (columns === undefined) place.replaceChildren(element('p', { class: 'quiet' }, 'Reading pixels…'));
    try {
      const found = await server.look(path, hdu, SIDE, columns);
      if (mine !== turn) return;
      if (found.kind === 'none') return place.replaceChildren(noPicture(found.reason));
      if (found.kind === 'image') return place.replaceChildren(pictureOf(found));
      refill(place, ...choicesFor(found, (next) => void show(hdu, next)), pointsOf(found));
    } catch (error) {
      if (mine !== turn) return;
      place.replaceChildren(noPicture(reasonOf(error)));
    }
  };
  const [first] = able;
  if (first === undefined) place.append(noPicture('the file has no data'));
  else void show(first.hdu);
  const choices = element('div', { class: 'tools', role: 'group', 'aria-label': 'Quick look' }, ...buttons);
  return element('div', { class: 'looks' }, ...(able.length > 1 ? [choices] : []), place);
}

const noPicture = (reason: string): HTMLElement => element('p', { class: 'quiet' }, `No picture: ${reason}`);

/** Lists of a table's columns, to draw others. */
function choicesFor({ x, y, columns }: Points, onChoice: (columns: PlottedColumns) => void): Node[] {
  if (columns.length < 3) return [];
  const texts = columns.map((name) => [name, beginning(name, 60)] as const);
  const across = choice('Horizontal axis', texts, () => onChoice({ x: across.value, y: up.value }));
  const up = choice('Vertical axis', texts, () => onChoice({ x: across.value, y: up.value }));
  [across.value, up.value] = [x.label, y.label];
  return [element('div', { class: 'tools' }, across, up)];
}

const hasData = ({ cards }: WireHdu): boolean =>
  Number(cards.find(({ keyword }) => keyword === 'NAXIS')?.value ?? 0) > 0;
