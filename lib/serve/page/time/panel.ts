import { TIME_BINS } from '../cross/time-codes.ts';
import { button, byId, element, setAttributes, sized } from '../dom.ts';
import { counted, thousands } from '../numbers.ts';
import type { Selection, Span } from '../state/selection.ts';
import { dateText, typedTime } from './dates.ts';
import { drawTime, HEIGHT } from './draw.ts';
import { movedSpan, roundedTime, zoomedSpan } from './spans.ts';

export interface TimePanel {
  show(time: Selection['time'], shown: Span, whole: Span): void;
  counts(counts: Uint32Array): void;
  redraw(): void;
}

export interface TimeEvents {
  onSpan(span: Span | undefined): void;
  onShown(shown: Span | undefined): void;
  onHold(isHeld: boolean): void;
}

interface State {
  time: Selection['time'];
  shown: Span;
  whole: Span;
  counts: Uint32Array;
}

/** The histogram of time, with its brush, and fields to type a span. */
export function timePanel(events: TimeEvents): TimePanel {
  const canvas = byId('time') as HTMLCanvasElement;
  const state: State = {
    time: undefined,
    shown: { from: 0, to: 1 },
    whole: { from: 0, to: 1 },
    counts: new Uint32Array(TIME_BINS + 1),
  };
  const draw = (): void => {
    const context = sized(canvas, Math.max(200, canvas.clientWidth), HEIGHT);
    drawTime(context, Math.max(200, canvas.clientWidth), state);
  };
  const fields = fieldsFor(state, events);
  const shownOrAll = (span: Span): Span | undefined =>
    span.to - span.from >= state.whole.to - state.whole.from ? undefined : span;
  const zoom = (by: number, at = (state.shown.from + state.shown.to) / 2): void =>
    events.onShown(shownOrAll(zoomedSpan(state.shown, state.whole, by, at)));
  byId('time-zoom').append(
    button('−', () => zoom(1 / 2), { 'aria-label': 'Zoom out on the timeline' }),
    button('+', () => zoom(2), { 'aria-label': 'Zoom in on the timeline' }),
    button('Zoom to selection', () => {
      if (state.time !== undefined && state.time !== 'none') events.onShown(shownOrAll(state.time));
    }),
    button('All times', () => events.onShown(undefined)),
  );
  brushOn(canvas, state, events, zoom);
  canvas.addEventListener('keydown', (event) => {
    const keys: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => events.onShown(shownOrAll(movedSpan(state.shown, state.whole, -0.2))),
      ArrowRight: () => events.onShown(shownOrAll(movedSpan(state.shown, state.whole, 0.2))),
      '+': () => zoom(1.5),
      '-': () => zoom(1 / 1.5),
      '0': () => events.onShown(undefined),
      Enter: () => events.onSpan(state.shown),
      Escape: () => events.onSpan(undefined),
    };
    const act = keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
  new ResizeObserver(draw).observe(canvas);
  return {
    show: (time, shown, whole) => {
      Object.assign(state, { time, shown, whole });
      fields.show();
      draw();
    },
    counts: (counts) => {
      state.counts = counts;
      const inView = counts.subarray(0, TIME_BINS).reduce((sum, count) => sum + count, 0);
      setAttributes(canvas, {
        'aria-label': `Time, ${dateText(state.shown.from)} to ${dateText(state.shown.to)}: ${counted(inView, 'row')}`,
      });
      draw();
    },
    redraw: draw,
  };
}

/** Dates to type: a way to select a span without a pointer. */
function fieldsFor(state: State, events: TimeEvents): { show(): void } {
  const make = (label: string): HTMLInputElement =>
    element('input', { type: 'text', 'aria-label': label, placeholder: label, size: 17, spellcheck: false });
  const [from, to] = [make('From (date or MJD)'), make('To (date or MJD)')];
  const apply = (): void => {
    const [first, last] = [typedTime(from.value) ?? state.whole.from, typedTime(to.value) ?? state.whole.to];
    for (const field of [from, to])
      field.setCustomValidity(
        field.value === '' || typedTime(field.value) !== undefined
          ? ''
          : 'Enter a date such as 2024-09-12, or an MJD',
      );
    if (!from.reportValidity() || !to.reportValidity()) return;
    if (from.value === '' && to.value === '') events.onSpan(undefined);
    else if (first < last) events.onSpan({ from: first, to: last });
  };
  for (const field of [from, to]) field.addEventListener('change', apply);
  byId('time-fields').append(from, element('span', { 'aria-hidden': 'true' }, '–'), to);
  return {
    show: () => {
      const span = state.time === 'none' ? undefined : state.time;
      if (document.activeElement === from || document.activeElement === to) return;
      from.value = span === undefined ? '' : dateText(span.from);
      to.value = span === undefined ? '' : dateText(span.to);
    },
  };
}

/** Drags select a span; a drag inside the selected one moves it, and one at its edge moves that edge. A click clears. */
function brushOn(
  canvas: HTMLCanvasElement,
  state: State,
  events: TimeEvents,
  zoom: (by: number, at: number) => void,
): void {
  let drag: { readonly at: number; readonly fixed: number; readonly moving: Span | undefined } | undefined;
  const perPixel = (): number => (state.shown.to - state.shown.from) / Math.max(1, canvas.clientWidth);
  const timeAt = (event: MouseEvent): number =>
    state.shown.from + (event.clientX - canvas.getBoundingClientRect().left) * perPixel();
  const rounded = (mjd: number): number => roundedTime(mjd, perPixel());
  const span = (a: number, b: number): Span => ({
    from: rounded(Math.min(a, b)),
    to: rounded(Math.max(a, b)),
  });
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    const [at, edge] = [timeAt(event), 5 * perPixel()];
    const chosen = state.time === 'none' ? undefined : state.time;
    if (chosen !== undefined && Math.abs(at - chosen.from) < edge)
      drag = { at, fixed: chosen.to, moving: undefined };
    else if (chosen !== undefined && Math.abs(at - chosen.to) < edge)
      drag = { at, fixed: chosen.from, moving: undefined };
    else if (chosen !== undefined && at > chosen.from && at < chosen.to)
      drag = { at, fixed: at, moving: chosen };
    else drag = { at, fixed: at, moving: undefined };
    events.onHold(true);
  });
  canvas.addEventListener('pointermove', (event) => {
    const at = timeAt(event);
    canvas.title = `${dateText(rounded(at))}: ${thousands(countAt(state, at))}`;
    if (drag === undefined || Math.abs(at - drag.at) < 2 * perPixel()) return;
    const { moving } = drag;
    const next =
      moving === undefined
        ? span(drag.fixed, at)
        : span(moving.from + at - drag.at, moving.to + at - drag.at);
    if (next.from < next.to) events.onSpan(next);
  });
  const release = (event: PointerEvent): void => {
    const isClick = drag !== undefined && Math.abs(timeAt(event) - drag.at) < 2 * perPixel();
    if (isClick) events.onSpan(undefined);
    drag = undefined;
    events.onHold(false);
  };
  canvas.addEventListener('pointerup', release);
  canvas.addEventListener('pointercancel', release);
  canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      zoom(Math.exp(-Math.max(-300, Math.min(300, event.deltaY)) / 300), timeAt(event));
    },
    { passive: false },
  );
}

function countAt({ counts, shown }: State, mjd: number): number {
  return counts[Math.floor(((mjd - shown.from) / (shown.to - shown.from)) * TIME_BINS)] ?? 0;
}
