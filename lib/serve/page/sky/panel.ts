import { toPoint } from '../../../sky/sphere.ts';
import type { Cone } from '../../../sql/cone.ts';
import { MOST_IN_VIEW } from '../cross/looker.ts';
import { byId, setAttributes, sized } from '../dom.ts';
import { thousands } from '../numbers.ts';
import type { Selection } from '../state/selection.ts';
import { PART_FROM, type View } from '../state/view.ts';
import type { Footprint } from '../wire.ts';
import { cellOf } from './cell.ts';
import { type CentredView, centredView, directionOf } from './centred-view.ts';
import { footprintOutline } from './curves.ts';
import { densityOn } from './density.ts';
import { type LonLat, toFrame } from './frames.ts';
import { handOn } from './hand.ts';
import { drawLines } from './lines.ts';
import { decimal, sexagesimal } from './position-text.ts';

export interface SkyPanel {
  /** The view on the canvas, as it is now. */
  on(): CentredView;
  /** Shows a view and the selected circle. Coarse: it moves. */
  show(view: View, sky: Selection['sky'], isCoarse: boolean): void;
  /** Shows another selected circle. */
  circle(sky: Selection['sky']): void;
  counts(counts: Uint32Array): void;
  /** How many rows are in view, and their footprints if they are not too many. */
  footprints(count: number | undefined, footprints: readonly Footprint[]): void;
  setCircle(isCircle: boolean): void;
  redraw(): void;
}

export interface SkyEvents {
  onView(view: View): void;
  onCircle(circle: Cone): void;
  onHold(isHeld: boolean): void;
  onResize(): void;
}

/** The sky: density below, lines above. */
export function skyPanel(first: View, events: SkyEvents): SkyPanel {
  const [below, above] = [byId('density') as HTMLCanvasElement, byId('sky') as HTMLCanvasElement];
  const [box, where, inView] = [byId('sky-box'), byId('where'), byId('in-view')];
  const density = densityOn(below);
  let [view, sky, isCircle] = [first, undefined as Selection['sky'], false];
  let on = centredView(view, ...sizeOf(box));
  let cells: Uint32Array | undefined;
  let regions: readonly Footprint[] = [];
  let outlines: LonLat[][] = [];
  let outlinedIn = view.frame;
  const outline = (): void => {
    outlines = regions.flatMap(([, region]) => {
      const outlined = footprintOutline(view.frame, region);
      return outlined === undefined ? [] : [outlined];
    });
    outlinedIn = view.frame;
  };
  const draw = (isCoarse: boolean): void => {
    const [width, height] = sizeOf(box);
    on = centredView(view, width, height);
    if (outlinedIn !== view.frame) outline();
    density.project(on, isCoarse ? 2 : 1);
    if (cells !== undefined) density.draw(cells);
    drawAbove();
  };
  const drawAbove = (): void => {
    const footprints = view.zoom < PART_FROM ? [] : outlines;
    below.style.opacity = footprints.length > 0 ? '0.45' : '1';
    drawLines(sized(above, on.width, on.height), view, on, { sky, footprints });
    setAttributes(above, { 'data-footprints': footprints.length });
  };
  const point = (x: number, y: number): void => {
    const direction = directionOf(on, x, y);
    where.textContent = direction === undefined ? '' : placeText(direction, cells);
  };
  handOn(above, {
    view: () => view,
    on: () => on,
    isCircle: () => isCircle,
    onView: events.onView,
    onCircle: events.onCircle,
    onHold: events.onHold,
    onPoint: point,
  });
  above.addEventListener('pointerleave', () => {
    where.textContent = '';
  });
  new ResizeObserver(() => {
    draw(false);
    events.onResize();
  }).observe(box);
  return {
    on: () => on,
    show: (nextView, nextSky, isCoarse) => {
      [view, sky] = [nextView, nextSky];
      draw(isCoarse);
    },
    circle: (next) => {
      sky = next;
      drawAbove();
    },
    counts: (counts) => {
      cells = counts;
      const most = density.draw(counts);
      byId('most').textContent = most === 0 ? '' : thousands(most);
      setAttributes(byId('key'), { hidden: most === 0 });
    },
    footprints: (count, next) => {
      regions = next;
      outline();
      drawAbove();
      inView.textContent = inViewText(count, outlines.length);
    },
    setCircle: (next) => {
      isCircle = next;
      above.classList.toggle('circle', next);
    },
    redraw: () => draw(false),
  };
}

function sizeOf(box: HTMLElement): [width: number, height: number] {
  return [Math.max(200, Math.round(box.clientWidth)), Math.max(120, Math.round(box.clientHeight))];
}

/** The position under the pointer, and how many rows are in its cell. */
function placeText(direction: readonly [number, number, number], counts: Uint32Array | undefined): string {
  const { ra, dec } = toPoint(direction);
  const [l, b] = toFrame('galactic', [ra, dec]);
  const rows = counts?.[cellOf(...direction)] ?? 0;
  return `${sexagesimal([ra, dec])}   ${decimal([ra, dec])}   l b ${decimal([l, b])}   ${thousands(rows)} in this cell`;
}

function inViewText(count: number | undefined, drawn: number): string {
  if (count === undefined) return '';
  if (count > MOST_IN_VIEW) return `${thousands(count)} in view; zoom in or filter for footprints`;
  const without = count - drawn;
  return `${thousands(count)} in view${without > 0 ? `, ${thousands(without)} without a footprint` : ''}`;
}
