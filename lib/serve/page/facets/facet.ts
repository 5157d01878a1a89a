import { button, element, setAttributes } from '../dom.ts';
import { thousands } from '../numbers.ts';
import { beginning } from '../rows/cell-text.ts';
import type { FacetHeader } from '../wire.ts';
import { type FacetValue, orderedValues, textOf } from './order.ts';

/** So many values are shown until somebody wants more. */
const FEW = 7;
/** With more values, there is a search box. */
const LONG = 12;
/** More are only found by searching. */
const MOST = 200;
/** More characters of a value are never seen. */
const MOST_TEXT = 500;

export interface Facet {
  readonly root: HTMLElement;
  show(counts: Uint32Array, chosen: readonly (string | null)[]): void;
}

/** A facet: its values with counts and bars, most frequent first. */
export function facetFor(
  { name, label, values }: FacetHeader,
  onToggle: (value: string | null) => void,
  onClear: () => void,
): Facet {
  const list = element('div', { class: 'values' });
  const search = element('input', {
    type: 'search',
    placeholder: `Search ${label.toLowerCase()}`,
    'aria-label': `Search ${label.toLowerCase()}`,
  });
  const more = button(
    '',
    () => {
      isOpen = !isOpen;
      draw();
    },
    { class: 'more', 'aria-expanded': 'false' },
  );
  const clear = button('clear', onClear, { class: 'link', 'aria-label': `Clear ${label}`, hidden: true });
  const root = element(
    'section',
    { class: 'facet', 'aria-label': label, 'data-facet': name },
    element('h2', {}, label, clear),
    search,
    list,
    more,
  );
  const buttons = new Map<number, HTMLButtonElement>();
  let isOpen = false;
  let [counts, chosen] = [new Uint32Array(), [] as readonly (string | null)[]];
  const buttonOf = ({ code, value }: FacetValue): HTMLButtonElement => {
    const known = buttons.get(code);
    if (known !== undefined) return known;
    const made = valueButton(value, () => onToggle(value));
    buttons.set(code, made);
    return made;
  };
  const draw = (): void => {
    const found = orderedValues(values, counts, chosen, search.value);
    const isLong = values.length > LONG;
    const shown = found.slice(0, isOpen || search.value !== '' ? MOST : FEW);
    const most = Math.max(1, ...found.map(({ count }) => count));
    const nodes = shown.map((one) => {
      const made = buttonOf(one);
      setAttributes(made, { 'aria-pressed': String(one.isChosen) });
      const [bar, , count] = [...made.children] as HTMLElement[];
      if (bar !== undefined) bar.style.transform = `scaleX(${one.count / most})`;
      if (count !== undefined) count.textContent = thousands(one.count);
      return made;
    });
    if (!isSame(list, nodes)) replaceKeepingFocus(list, nodes);
    setAttributes(search, { hidden: !isLong });
    setAttributes(clear, { hidden: chosen.length === 0 });
    setAttributes(more, {
      hidden: found.length <= FEW || search.value !== '',
      'aria-expanded': String(isOpen),
    });
    more.textContent = isOpen ? 'Fewer' : `All ${thousands(found.length)}`;
    if (isOpen && found.length > MOST)
      more.textContent = `Fewer (search finds the other ${thousands(found.length - MOST)})`;
  };
  search.addEventListener('input', draw);
  return {
    root,
    show: (nextCounts, nextChosen) => {
      [counts, chosen] = [nextCounts as Uint32Array<ArrayBuffer>, nextChosen];
      draw();
    },
  };
}

function valueButton(value: string | null, onClick: () => void): HTMLButtonElement {
  const text = beginning(textOf(value), MOST_TEXT);
  const made = button('', onClick, { class: 'value', title: text });
  made.append(
    element('i', { 'aria-hidden': 'true' }),
    element('span', { class: value === null ? 'none' : 'name' }, text),
    element('span', { class: 'count' }),
  );
  return made;
}

const isSame = (list: HTMLElement, nodes: readonly Node[]): boolean =>
  list.childNodes.length === nodes.length && nodes.every((node, at) => list.childNodes[at] === node);

/** A button that moves in the list would lose the focus. */
function replaceKeepingFocus(list: HTMLElement, nodes: readonly Node[]): void {
  const focused = document.activeElement;
  list.replaceChildren(...nodes);
  if (focused instanceof HTMLElement && list.contains(focused)) focused.focus({ preventScroll: true });
}
