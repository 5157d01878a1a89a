import { type GeoPermissibleObjects, geoGraticule, geoPath } from 'd3-geo';
import type { Selection } from '../state/selection.ts';
import type { View } from '../state/view.ts';
import { theme } from '../theme.ts';
import type { CentredView } from './centred-view.ts';
import { coneOutline, eclipticLine, galacticPlane } from './curves.ts';
import type { LonLat } from './frames.ts';
import { gridLabels, gridStep } from './grid.ts';
import { projectionOf } from './projection.ts';

const lineOf = (points: readonly LonLat[]): GeoPermissibleObjects => ({
  type: 'LineString',
  coordinates: points.map(([longitude, latitude]) => [longitude, latitude]),
});

/** Draws the grid, the planes, footprints and the selected circle over the density. */
export function drawLines(
  context: CanvasRenderingContext2D,
  view: View,
  on: CentredView,
  { sky, footprints }: { readonly sky: Selection['sky']; readonly footprints: readonly LonLat[][] },
): void {
  const colours = theme();
  const path = geoPath(projectionOf(on, view), context);
  const stroke = (what: GeoPermissibleObjects, colour: string, width = 1, dash: number[] = []): void => {
    context.beginPath();
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.setLineDash(dash);
    path(what);
    context.stroke();
  };
  context.clearRect(0, 0, on.width, on.height);
  const step = gridStep(view, on);
  context.globalAlpha = 0.5;
  stroke(gridAround(view, on, step.longitude, step.latitude), colours.line, 0.7);
  context.globalAlpha = 0.9;
  stroke(lineOf(galacticPlane(view.frame)), colours.galactic, 1.4);
  stroke(lineOf(eclipticLine(view.frame)), colours.ecliptic, 1.4, [6, 4]);
  context.globalAlpha = 1;
  if (on.kind === view.whole) stroke({ type: 'Sphere' }, colours.line, 1.2);
  if (footprints.length > 0) {
    context.globalAlpha = Math.max(0.35, Math.min(0.9, 60 / footprints.length));
    stroke(
      { type: 'GeometryCollection', geometries: footprints.map(lineOf) as never },
      colours.footprint,
      1.1,
    );
    context.globalAlpha = 1;
  }
  if (sky !== undefined && sky !== 'none') stroke(lineOf(coneOutline(view.frame, sky)), colours.chosen, 2);
  drawLabels(context, view, on);
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
  const { quiet, ground } = theme();
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
    context.fillStyle = quiet;
    context.fillText(text, x, y);
  }
}
