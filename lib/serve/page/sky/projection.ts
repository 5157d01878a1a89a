import {
  type GeoProjection,
  geoAzimuthalEqualArea,
  geoEquirectangular,
  geoGnomonic,
  geoOrthographic,
  geoStereographic,
} from 'd3-geo';
import { geoHammer, geoMollweide } from 'd3-geo-projection';
import type { View } from '../state/view.ts';
import type { CentredView } from './centred-view.ts';
import type { Kind } from './plane.ts';

const MAKE: Readonly<Record<Kind, () => GeoProjection>> = {
  hammer: geoHammer,
  mollweide: geoMollweide,
  plate: geoEquirectangular,
  SIN: () => geoOrthographic().clipAngle(89.99),
  TAN: () => geoGnomonic().clipAngle(75),
  STG: () => geoStereographic().clipAngle(150),
  ZEA: () => geoAzimuthalEqualArea().clipAngle(178),
};

/** d3 draws the same view, for lines and outlines in the coordinates of its frame. Its unit of STG is 2. */
export function projectionOf({ kind, scale, width, height }: CentredView, { centre }: View): GeoProjection {
  const edge = 40;
  return MAKE[kind]()
    .rotate([-centre[0], -centre[1], 0])
    .reflectX(true)
    .scale(kind === 'STG' ? 2 * scale : scale)
    .translate([width / 2, height / 2])
    .precision(0.4)
    .clipExtent([
      [-edge, -edge],
      [width + edge, height + edge],
    ]);
}
