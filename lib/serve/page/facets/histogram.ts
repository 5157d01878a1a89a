import { button, element, setAttributes } from '../dom.ts';
import { shortNumber, thousands } from '../numbers.ts';
import type { Span } from '../state/selection.ts';
import type { HistogramHeader } from '../wire.ts';

export interface Histogram {
  readonly root: HTMLElement;
  show(counts: Uint32Array, span: Span | undefined): void;
}

/** A small histogram with two handles, which are sliders: the keyboard moves them too. */
export function histogramFor(
  { column, label, unit, edges }: HistogramHeader,
  onSpan: (span: Span | undefined) => void,
  onHold: (isHeld: boolean) => void,
): Histogram {
  const bins = Math.max(1, edges.length - 1);
  const bars = Array.from({ length: bins }, () => element('i'));
  const slider = (which: string, value: number): HTMLInputElement =>
    element('input', {
      type: 'range',
      min: 0,
      max: bins,
      step: 1,
      value,
      'aria-label': `${label}: ${which}`,
    });
  const [low, high] = [slider('from', 0), slider('to', bins)];
  const text = element('span', { class: 'count' });
  const clear = button('clear', () => onSpan(undefined), {
    class: 'link',
    'aria-label': `Clear ${label}`,
    hidden: true,
  });
  const root = element(
    'section',
    { class: 'facet histogram', 'aria-label': label, 'data-histogram': column },
    element('h2', {}, label, clear, text),
    element('div', { class: 'bars', 'aria-hidden': 'true' }, ...bars),
    element('div', { class: 'handles' }, low, high),
  );
  const edge = (at: number): number => edges[at] ?? 0;
  const edgeText = (at: number): string => `${shortNumber(Number(edge(at).toPrecision(4)))}`;
  const apply = (moving: HTMLInputElement): void => {
    let [from, to] = [Number(low.value), Number(high.value)];
    if (from >= to && moving === low) from = Math.max(0, to - 1);
    if (from >= to) to = from + 1;
    onSpan(from === 0 && to === bins ? undefined : { from: edge(from), to: edge(to) });
  };
  for (const handle of [low, high]) {
    handle.addEventListener('input', () => apply(handle));
    handle.addEventListener('pointerdown', () => onHold(true));
    for (const end of ['pointerup', 'pointercancel']) handle.addEventListener(end, () => onHold(false));
  }
  return {
    root,
    show: (counts, span) => {
      const most = Math.max(1, ...counts.subarray(0, bins));
      const [from, to] = span === undefined ? [0, bins] : [edges.indexOf(span.from), edges.indexOf(span.to)];
      for (const [bin, bar] of bars.entries()) {
        const count = counts[bin] ?? 0;
        bar.style.height = `${count === 0 ? 0 : Math.max(3, 100 * Math.sqrt(count / most))}%`;
        bar.title = `${edgeText(bin)} to ${edgeText(bin + 1)}: ${thousands(count)}`;
        bar.classList.toggle('out', bin < from || bin >= to);
      }
      [low.value, high.value] = [String(from), String(to)];
      for (const [handle, at] of [
        [low, from],
        [high, to],
      ] as const)
        setAttributes(handle, { 'aria-valuetext': `${edgeText(at)} ${unit}` });
      // the outermost edges only say that there are bins for everything
      text.textContent =
        span === undefined ? '' : `${edgeText(from)} – ${edgeText(to)}${unit === '' ? '' : ` ${unit}`}`;
      setAttributes(clear, { hidden: span === undefined });
    },
  };
}
