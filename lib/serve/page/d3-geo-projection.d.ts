// The package has no types of its own, and nobody has published any.
declare module 'd3-geo-projection' {
  import type { GeoProjection } from 'd3-geo';

  export function geoHammer(): GeoProjection;
  export function geoMollweide(): GeoProjection;
}
