// Questions about the sky, in SQL for both engines.

/** A circle on the sky: its centre in ICRS and its radius, in degrees. */
export interface Cone {
  /** From 0 to 360. */
  readonly ra: number;
  /** From -90 to 90. */
  readonly dec: number;
  /** From 0 to 180. */
  readonly radius: number;
}

/** The columns, or other SQL expressions, with the position to look at. */
export interface PositionColumns {
  readonly ra: string;
  readonly dec: string;
}

const POSITION: PositionColumns = { ra: 's_ra', dec: 's_dec' };

/**
 * By how much the box around a cone is too large, in degrees, so that rounding never makes it too small. The distance
 * decides.
 */
export const CONE_MARGIN = 1e-9;

/** A number as SQL that both engines read as exactly this double. Without an exponent, they would read a decimal. */
export function double(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is not a number`);
  const text = String(value);
  return text.includes('e') ? text : `${text}e0`;
}

/**
 * An SQL condition that is true for positions in a cone, with its edge. A band of declinations and a box around the cone
 * come first, because they are cheap; then the great-circle distance, by the haversine formula.
 *
 * @param columns by default those of `obscore`; with a table's name in front if there are several
 * @throws RangeError if a number is not finite
 */
export function coneCondition({ ra, dec, radius }: Cone, columns: PositionColumns = POSITION): string {
  return [
    ...bandOf(dec, radius, columns),
    ...boxOf(ra, dec, radius, columns),
    // the whole sky: rounding can make the haversine of the opposite point larger than 1
    radius === 180
      ? `${columns.ra} IS NOT NULL`
      : `${haversine(double(ra), double(dec), columns)} <= power(sin(radians(${double(radius)}) / 2), 2)`,
  ].join(' AND ');
}

function bandOf(dec: number, radius: number, columns: PositionColumns): string[] {
  const [from, to] = [dec - radius - CONE_MARGIN, dec + radius + CONE_MARGIN];
  return [`${columns.dec} BETWEEN ${double(from)} AND ${double(to)}`];
}

/** The right ascensions of a cone, in one interval or two; no condition if it contains a pole. */
function boxOf(ra: number, dec: number, radius: number, columns: PositionColumns): string[] {
  if (Math.abs(dec) + radius + CONE_MARGIN >= 90) return [];
  const half = degrees(Math.asin(Math.sin(radians(radius)) / Math.cos(radians(dec)))) + CONE_MARGIN;
  if (half >= 180) return [];
  const [from, to] = [ra - half, ra + half];
  const inside = (low: number, high: number): string =>
    `${columns.ra} BETWEEN ${double(low)} AND ${double(high)}`;
  if (from < 0) return [`(${inside(from + 360, 360)} OR ${inside(0, to)})`];
  if (to > 360) return [`(${inside(from, 360)} OR ${inside(0, to - 360)})`];
  return [inside(from, to)];
}

/**
 * The square of the sine of half the distance from a position (the haversine), in SQL.
 *
 * @param ra of the position, in degrees, as SQL; so is `dec`
 */
export function haversine(ra: string, dec: string, columns: PositionColumns = POSITION): string {
  const half = (difference: string): string => `power(sin(radians(${difference}) / 2), 2)`;
  return (
    `${half(`${columns.dec} - ${dec}`)} + ` +
    `cos(radians(${columns.dec})) * cos(radians(${dec})) * ${half(`${columns.ra} - ${ra}`)}`
  );
}

const radians = (angle: number): number => (angle * Math.PI) / 180;
const degrees = (angle: number): number => (angle * 180) / Math.PI;
