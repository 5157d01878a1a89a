import { button, byId } from './dom.ts';
import { EVERYTHING, isEverything, type Selection } from './state/selection.ts';
import { chipsOf } from './state/words.ts';
import type { ColumnsHeader } from './wire.ts';

/** Shows the filters as buttons that take them back. */
export function showChips(
  selection: Selection,
  header: ColumnsHeader,
  change: (selection: Selection) => void,
): void {
  const chips = chipsOf(selection, header).map(({ text, without }) =>
    button(`${text} ×`, () => change(without), { class: 'chip', 'aria-label': `Remove the filter ${text}` }),
  );
  byId('chips').replaceChildren(
    ...chips,
    ...(isEverything(selection) ? [] : [button('Clear all', () => change(EVERYTHING), { class: 'link' })]),
  );
}
