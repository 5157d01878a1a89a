import { button, byId, element, refill } from './dom.ts';
import { EVERYTHING, isEverything, type Selection } from './state/selection.ts';
import { chipsOf } from './state/words.ts';
import type { ColumnsHeader } from './wire.ts';

/** Shows the filters as buttons that take them back. */
export function showChips(
  selection: Selection,
  header: ColumnsHeader,
  change: (selection: Selection) => void,
): void {
  const chips = chipsOf(selection, header).map(({ text, without }) => chip(text, () => change(without)));
  refill(
    byId('chips'),
    ...chips,
    ...(isEverything(selection) ? [] : [button('Clear all', () => change(EVERYTHING), { class: 'link' })]),
  );
}

function chip(text: string, onClick: () => void): HTMLButtonElement {
  const made = button('', onClick, { class: 'chip', 'aria-label': `Remove the filter ${text}` });
  made.append(element('bdi', {}, text), ' ×');
  return made;
}
