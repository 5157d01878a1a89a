/** A point of the sky: ICRS, in degrees; `ra` in [0, 360), `dec` in [-90, 90]. */
export interface SkyPoint {
  readonly ra: number;
  readonly dec: number;
}
