import { type GeoPermissibleObjects, geoCircle, geoGraticule, geoPath } from 'd3-geo';
import type { Cone } from '../../../sql/cone.ts';
import type { Selection } from '../state/selection.ts';
import type { View } from '../state/view.ts';
import { theme } from '../theme.ts';
import type { CentredView } from './centred-view.ts';
import { coneOutline, eclipticLine, galacticPlane } from './curves.ts';
import { type LonLat, toFrame } from './frames.ts';
import { gridLabels, gridStep } from './grid.ts';
import { projectionOf } from './projection.ts';

const lineOf = (points: readonly LonLat[]): GeoPermissibleObjects => ({
  type: 'LineString',
  coordinates: points.map(([longitude, latitude]) => [longitude, latitude]),
});

/** Lines that stay as long as the view does: to project them takes longer than to draw them. */
interface Paths {
  readonly view: View;
  readonly on: CentredView;
  readonly footprints: readonly LonLat[][];
  readonly grid: Path2D;
  readonly galactic: Path2D;
  readonly ecliptic: Path2D;
  readonly edge: Path2D | undefined;
  readonly outlines: Path2D;
}

let known: Paths | undefined;

function pathsOf(view: View, on: CentredView, footprints: readonly LonLat[][]): Paths {
  if (known?.view === view && known.on === on && known.footprints === footprints) return known;
  const path = geoPath(projectionOf(on, view));
  const pathOf = (what: GeoPermissibleObjects): Path2D => new Path2D(path(what) ?? '');
  const isSame = known?.view === view && known.on === on;
  const step = gridStep(view, on);
  known = {
    ...{ view, on, footprints },
    grid: isSame && known ? known.grid : pathOf(gridAround(view, on, step.longitude, step.latitude)),
    galactic: isSame && known ? known.galactic : pathOf(lineOf(galacticPlane(view.frame))),
    ecliptic: isSame && known ? known.ecliptic : pathOf(lineOf(eclipticLine(view.frame))),
    edge: on.kind === view.whole || on.kind === 'SIN' ? pathOf({ type: 'Sphere' }) : undefined,
    outlines: pathOf({ type: 'GeometryCollection', geometries: footprints.map(lineOf) as never }),
  };
  return known;
}

/** Draws the grid, the planes, footprints and the selected circle over the density. */
export function drawLines(
  context: CanvasRenderingContext2D,
  view: View,
  on: CentredView,
  { sky, footprints }: { readonly sky: Selection['sky']; readonly footprints: readonly LonLat[][] },
): void {
  const colours = theme();
  const paths = pathsOf(view, on, footprints);
  const stroke = (path: Path2D, colour: string, width: number, alpha = 1, dash: number[] = []): void => {
    context.globalAlpha = alpha;
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.setLineDash(dash);
    context.stroke(path);
    context.globalAlpha = 1;
  };
  context.clearRect(0, 0, on.width, on.height);
  stroke(paths.grid, colours.line, 0.7, 0.5);
  // they stay visible over cells of any colour
  for (const path of [paths.galactic, paths.ecliptic]) stroke(path, colours.ground, 4, 0.5);
  stroke(paths.galactic, colours.galactic, 1.4, 0.9);
  stroke(paths.ecliptic, colours.ecliptic, 1.4, 0.9, [6, 4]);
  if (paths.edge !== undefined) stroke(paths.edge, colours.line, 1.2);
  if (footprints.length > 0) {
    const alpha = Math.max(0.35, Math.min(0.9, 60 / footprints.length));
    stroke(paths.outlines, colours.footprint, 1.1, alpha);
  }
  if (sky !== undefined && sky !== 'none') {
    const path = geoPath(projectionOf(on, view));
    shadeOutside(context, on, path(discOf(view, sky)) ?? '');
    stroke(new Path2D(path(lineOf(coneOutline(view.frame, sky))) ?? ''), colours.chosen, 2);
  }
  drawLabels(context, view, on);
}

const discOf = ({ frame }: View, { ra, dec, radius }: Cone): GeoPermissibleObjects =>
  geoCircle()
    .center([...toFrame(frame, [ra, dec])])
    .radius(radius)
    .precision(2)();

/** What is not selected steps back. */
function shadeOutside(context: CanvasRenderingContext2D, on: CentredView, disc: string): void {
  const outside = new Path2D(disc);
  outside.rect(0, 0, on.width, on.height);
  context.globalAlpha = 0.45;
  context.fillStyle = theme().panel;
  context.fill(outside, 'evenodd');
  context.globalAlpha = 1;
}

/** Lines of the whole grid, or of its part around the centre if there are many. */
function gridAround(
  { centre }: View,
  on: CentredView,
  longitude: number,
  latitude: number,
): GeoPermissibleObjects {
  const around = 14;
  const [middle, low, high] = [
    Math.round(centre[0] / longitude) * longitude,
    Math.max(-90, Math.round(centre[1] / latitude) * latitude - around * latitude),
    Math.min(90, Math.round(centre[1] / latitude) * latitude + around * latitude),
  ];
  const isWhole = 2 * around * longitude >= 360 || on.scale < 200;
  const grid = geoGraticule().step([longitude, latitude]).precision(2);
  if (isWhole)
    return grid.extent([
      [-180, -90 + 1e-6],
      [180, 90 - 1e-6],
    ])();
  return grid.extent([
    [middle - around * longitude, low],
    [middle + around * longitude + 1e-6, high + 1e-6],
  ])();
}

function drawLabels(context: CanvasRenderingContext2D, view: View, on: CentredView): void {
  const { text: ink, ground } = theme();
  context.font = '11px system-ui, sans-serif';
  context.lineWidth = 3;
  context.setLineDash([]);
  context.lineJoin = 'round';
  for (const { text, x, y, align } of gridLabels(view, on, gridStep(view, on))) {
    context.textAlign = align;
    context.strokeStyle = ground;
    context.globalAlpha = 0.75;
    context.strokeText(text, x, y);
    context.globalAlpha = 1;
    context.fillStyle = ink;
    context.fillText(text, x, y);
  }
}
