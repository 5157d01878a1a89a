import { element } from '../dom.ts';
import type { WireCard } from '../wire.ts';
import { type CardLine, type HduLines, hasText, nameOf } from './card-list.ts';

/** Which lines are shown. */
export interface CardFilter {
  readonly text: string;
  readonly onlyDifferences: boolean;
}

const SIGNS = { changed: '≠', comment: '≈', removed: '−', added: '+' } as const;
const MEANINGS = {
  changed: 'other value',
  comment: 'other comment',
  removed: 'only in the first file',
  added: 'only in the second file',
} as const;

/** The cards of an HDU as a table; with two files, side by side. */
export function cardTable(
  { a, b, lines }: HduLines,
  isTwo: boolean,
  { text, onlyDifferences }: CardFilter,
): HTMLElement | undefined {
  const shown = lines.filter(
    (line) => (!onlyDifferences || line.difference !== undefined) && (text === '' || hasText(line, text)),
  );
  if (shown.length === 0 && (text !== '' || onlyDifferences)) return undefined;
  const differing = lines.filter(({ difference }) => difference !== undefined).length;
  return element(
    'section',
    { class: 'hdu', 'data-hdu': (a ?? b)?.hdu },
    element(
      'h3',
      {},
      hduText(a ?? b),
      element('span', { class: 'quiet' }, isTwo ? ` ${differing} differ` : ` ${lines.length} cards`),
    ),
    element(
      'table',
      { class: isTwo ? 'cards two' : 'cards' },
      element('tbody', {}, ...shown.map((line) => lineRow(line, isTwo))),
    ),
  );
}

/** `1 IMAGE SCI,2`. */
export function hduText(hdu: HduLines['a']): string {
  if (hdu === undefined) return '';
  const { type, extname, extver } = nameOf(hdu);
  return `${hdu.hdu} ${type}${extname === '' ? '' : ` ${extname}${extver === '1' ? '' : `,${extver}`}`}`;
}

function lineRow({ a, b, difference }: CardLine, isTwo: boolean): HTMLTableRowElement {
  const row = element('tr', { class: difference === undefined ? undefined : `differs ${difference}` });
  row.append(element('th', { scope: 'row' }, (a ?? b)?.keyword ?? ''));
  if (isTwo) {
    const sign = difference === undefined ? '' : SIGNS[difference];
    const meaning = difference === undefined ? undefined : MEANINGS[difference];
    row.append(
      ...cells(a),
      element('td', { class: 'sign', title: meaning, 'aria-label': meaning }, sign),
      ...cells(b),
    );
  } else row.append(...cells(a));
  return row;
}

const cells = (card: WireCard | undefined): HTMLTableCellElement[] => [
  textCell(`value-of ${card?.type ?? ''}`, card?.value ?? ''),
  textCell('comment', card?.comment ?? ''),
];

/** More characters scroll in a box of their own, so that the next card is not far away. */
const LONG = 2000;

/** A cell of text, which may be very long. */
export const textCell = (name: string, text: string): HTMLTableCellElement =>
  element('td', { class: name }, text.length > LONG ? element('div', { tabindex: 0 }, text) : text);
