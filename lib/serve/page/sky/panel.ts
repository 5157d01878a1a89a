import { toPoint } from '../../../sky/sphere.ts';
import type { Cone } from '../../../sql/cone.ts';
import { MOST_IN_VIEW } from '../cross/looker.ts';
import { byId, setAttributes, sized } from '../dom.ts';
import { thousands } from '../numbers.ts';
import type { Selection } from '../state/selection.ts';
import { PART_FROM, type View } from '../state/view.ts';
import { theme } from '../theme.ts';
import type { Footprint } from '../wire.ts';
import { cellOf } from './cell.ts';
import { type CentredView, centredView, directionOf } from './centred-view.ts';
import { footprintOutline } from './curves.ts';
import { densityOn } from './density.ts';
import { type LonLat, toFrame } from './frames.ts';
import { handOn } from './hand.ts';
import { type Background, backgroundFrom } from './images/background.ts';
import { drawLines } from './lines.ts';
import { paletteCss } from './palette.ts';
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
  /** Images of the sky to draw, if the view wants them: the address of a HiPS. */
  offerImages(url: string): void;
  redraw(): void;
}

export interface SkyEvents {
  onView(view: View): void;
  onCircle(circle: Cone | undefined): void;
  onHold(isHeld: boolean): void;
  onResize(): void;
}

/** What is drawn. */
interface Drawn {
  view: View;
  sky: Selection['sky'];
  on: CentredView;
  cells: Uint32Array | undefined;
  regions: readonly Footprint[];
  outlines: LonLat[][];
  /** The frame of the outlines. */
  outlinedIn: View['frame'];
}

/** The sky: density below, lines above. */
export function skyPanel(first: View, events: SkyEvents): SkyPanel {
  const [below, above] = [byId('density') as HTMLCanvasElement, byId('sky') as HTMLCanvasElement];
  const [box, where] = [byId('sky-box'), byId('where')];
  const density = densityOn(below);
  const drawn: Drawn = {
    ...{ view: first, sky: undefined, on: centredView(first, ...sizeOf(box)), cells: undefined },
    ...{ regions: [], outlines: [], outlinedIn: first.frame },
  };
  let isCircle = false;
  let background: Background | undefined;
  const hasImages = (): boolean => background !== undefined && drawn.view.images === true;
  const drawAbove = (): void => drawOver(above, below, drawn, hasImages());
  const draw = (isCoarse: boolean): void => {
    drawn.on = centredView(drawn.view, ...sizeOf(box));
    if (drawn.outlinedIn !== drawn.view.frame) outline(drawn);
    density.project(drawn.on, isCoarse ? 2 : 1);
    if (drawn.cells !== undefined) density.draw(drawn.cells, hasImages());
    background?.show(hasImages() ? drawn.on : undefined, !isCoarse);
    drawAbove();
  };
  handOn(above, {
    view: () => drawn.view,
    on: () => drawn.on,
    isCircle: () => isCircle,
    ...events,
    onPoint: (x, y) => {
      const direction = directionOf(drawn.on, x, y);
      where.textContent = direction === undefined ? '' : placeText(direction, drawn.cells);
    },
  });
  above.addEventListener('pointerleave', () => {
    where.textContent = '';
  });
  new ResizeObserver(() => {
    draw(false);
    events.onResize();
  }).observe(box);
  return {
    on: () => drawn.on,
    show: (view, sky, isCoarse) => {
      Object.assign(drawn, { view, sky });
      draw(isCoarse);
    },
    circle: (sky) => {
      drawn.sky = sky;
      drawAbove();
    },
    counts: (counts) => {
      drawn.cells = counts;
      const most = density.draw(counts, hasImages());
      byId('most').textContent = thousands(most);
      setAttributes(byId('key'), { hidden: most === 0 });
      showColours();
    },
    footprints: (count, regions) => {
      drawn.regions = regions;
      outline(drawn);
      drawAbove();
      byId('in-view').textContent = inViewText(count, drawn.outlines.length);
    },
    setCircle: (next) => {
      isCircle = next;
      above.classList.toggle('circle', next);
    },
    offerImages: (url) => {
      background = backgroundFrom(url);
      draw(false);
    },
    redraw: () => {
      showColours();
      draw(false);
    },
  };
}

/** The key of the map. */
function showColours(): void {
  byId('key-colours').style.background = `linear-gradient(to right, ${paletteCss(theme().isDark)})`;
}

/** Footprints in the frame of the view. */
function outline(drawn: Drawn): void {
  const { frame } = drawn.view;
  drawn.outlines = drawn.regions.flatMap(([, region]) => {
    const outlined = footprintOutline(frame, region);
    return outlined === undefined ? [] : [outlined];
  });
  drawn.outlinedIn = frame;
}

const NO_OUTLINES: readonly LonLat[][] = [];

/** Lines over the density, which steps back behind footprints. */
function drawOver(
  above: HTMLCanvasElement,
  below: HTMLCanvasElement,
  { view, on, sky, outlines }: Drawn,
  hasImages: boolean,
): void {
  const footprints = view.zoom < PART_FROM ? NO_OUTLINES : outlines;
  below.style.opacity = footprints.length > 0 ? '0.45' : hasImages ? '0.6' : '1';
  drawLines(sized(above, on.width, on.height), view, on, { sky, footprints });
  setAttributes(above, { 'data-footprints': footprints.length });
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
