import type { Cone } from '../../../sql/cone.ts';
import type { View } from '../state/view.ts';
import { type CentredView, directionOf } from './centred-view.ts';
import { circleThrough } from './circle.ts';
import { moved, zoomed } from './moves.ts';

/** What a hand needs to know, and what it does. */
export interface Held {
  view(): View;
  on(): CentredView;
  /** Whether a drag selects a circle; otherwise it moves the sky. */
  isCircle(): boolean;
  onView(view: View): void;
  /** Undefined: nothing is selected any more. */
  onCircle(circle: Cone | undefined): void;
  /** A drag began, or ended. */
  onHold(isHeld: boolean): void;
  onPoint(x: number, y: number): void;
}

interface Drag {
  readonly x: number;
  readonly y: number;
  readonly view: View;
  readonly on: CentredView;
  readonly isCircle: boolean;
}

/** Pointer, wheel and keys over the sky. */
export function handOn(canvas: HTMLCanvasElement, held: Held): void {
  const fingers = new Map<number, readonly [number, number]>();
  let drag: Drag | undefined;
  const place = (event: MouseEvent): readonly [number, number] => {
    const { left, top } = canvas.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    const [x, y] = place(event);
    fingers.set(event.pointerId, [x, y]);
    drag = { x, y, view: held.view(), on: held.on(), isCircle: held.isCircle() || event.shiftKey };
    held.onHold(true);
  });
  canvas.addEventListener('pointermove', (event) => {
    const [x, y] = place(event);
    const before = fingers.get(event.pointerId);
    if (before === undefined || drag === undefined) return held.onPoint(x, y);
    const spread = pinch(fingers, event.pointerId, [x, y]);
    fingers.set(event.pointerId, [x, y]);
    if (spread !== undefined) return held.onView(zoomed(held.view(), held.on(), spread, x, y));
    if (drag.isCircle) {
      const circle = circleOf(drag, x, y);
      if (circle !== undefined) held.onCircle(circle);
    } else held.onView(moved(drag.view, drag.on, x - drag.x, y - drag.y));
  });
  const release = (event: PointerEvent): void => {
    fingers.delete(event.pointerId);
    // a finger that stays after a pinch would make the sky jump
    drag = undefined;
    if (fingers.size === 0) held.onHold(false);
  };
  canvas.addEventListener('pointerup', release);
  canvas.addEventListener('pointercancel', release);
  canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const lines = event.deltaMode === 1 ? 30 : 1;
      const by = Math.exp(-Math.max(-300, Math.min(300, event.deltaY * lines)) / 350);
      held.onView(zoomed(held.view(), held.on(), by, ...place(event)));
    },
    { passive: false },
  );
  canvas.addEventListener('keydown', (event) => {
    if (onKey(event.key, held)) event.preventDefault();
  });
}

/** How much two fingers moved apart; undefined if there are not two. */
function pinch(
  fingers: ReadonlyMap<number, readonly [number, number]>,
  moving: number,
  [x, y]: readonly [number, number],
): number | undefined {
  const other = [...fingers].find(([id]) => id !== moving)?.[1];
  const before = fingers.get(moving);
  if (other === undefined || before === undefined) return undefined;
  const apart = Math.hypot(before[0] - other[0], before[1] - other[1]);
  return apart < 1 ? 1 : Math.hypot(x - other[0], y - other[1]) / apart;
}

function circleOf({ x: fromX, y: fromY, on }: Drag, x: number, y: number): Cone | undefined {
  const [centre, edge] = [directionOf(on, fromX, fromY), directionOf(on, x, y)];
  if (centre === undefined || edge === undefined || Math.hypot(x - fromX, y - fromY) < 3) return undefined;
  return circleThrough(centre, edge);
}

/** Arrows move, + and - zoom, 0 shows everything, Enter selects a circle in the middle, Escape none. */
function onKey(key: string, held: Held): boolean {
  const [view, on] = [held.view(), held.on()];
  const step = Math.min(on.width, on.height) / 8;
  const moves: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [step, 0],
    ArrowRight: [-step, 0],
    ArrowUp: [0, step],
    ArrowDown: [0, -step],
  };
  const move = moves[key];
  if (move !== undefined) held.onView(moved(view, on, ...move));
  else if (key === '+' || key === '=') held.onView(zoomed(view, on, 1.5, on.width / 2, on.height / 2));
  else if (key === '-') held.onView(zoomed(view, on, 1 / 1.5, on.width / 2, on.height / 2));
  else if (key === '0') held.onView({ ...view, centre: [0, 0], zoom: 1 });
  else if (key === 'Escape') held.onCircle(undefined);
  else if (key === 'Enter') {
    const edge = directionOf(on, on.width / 2, on.height / 4);
    if (edge !== undefined) held.onCircle(circleThrough(on.centre, edge));
  } else return false;
  return true;
}
