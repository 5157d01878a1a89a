import { button, element, setAttributes } from '../dom.ts';
import { reasonOf, type Server } from '../server.ts';
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
  const show = async (hdu: number): Promise<void> => {
    for (const one of buttons)
      setAttributes(one, { 'aria-pressed': String(one.dataset['look'] === String(hdu)) });
    place.replaceChildren(element('p', { class: 'quiet' }, 'Reading pixels…'));
    try {
      const found = await server.look(path, hdu, SIDE);
      place.replaceChildren(found.kind === 'image' ? pictureOf(found) : pointsOf(found));
    } catch (error) {
      place.replaceChildren(element('p', { class: 'quiet' }, `No picture: ${reasonOf(error)}`));
    }
  };
  const [first] = able;
  if (first !== undefined) void show(first.hdu);
  const choices = element('div', { class: 'tools', role: 'group', 'aria-label': 'Quick look' }, ...buttons);
  return element('div', { class: 'looks' }, ...(able.length > 1 ? [choices] : []), place);
}

const hasData = ({ cards }: WireHdu): boolean =>
  Number(cards.find(({ keyword }) => keyword === 'NAXIS')?.value ?? 0) > 0;
