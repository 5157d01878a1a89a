import { double } from '../../sql/cone.ts';
import {
  boxFrom,
  type Circle,
  circleOf,
  containsCondition,
  distance,
  type Geometry,
  GeometryRefused,
  isWithin,
  overlapCondition,
  type Point,
  pointOf,
  polygonFrom,
  type Scalar,
} from './geometry.ts';
import { asDouble, type Context, expectNumber, refuse, type Value } from './value.ts';

// The geometrical functions of ADQL. Source: ADQL 2.1, section 4.2. All coordinates are ICRS, in degrees.

/** A function from translated arguments to a translated value. */
type GeometryFunction = (context: Context, args: readonly Value[], at: number) => Value;

/** The functions, in upper case. */
export const GEOMETRY: Readonly<Record<string, GeometryFunction>> = {
  POINT: (context, args, at) => shape(pointFrom(context, withoutSystem(context, args), at), at),
  CIRCLE: (context, args, at) => {
    const { centre, rest } = centreFrom(context, withoutSystem(context, args), 1, at);
    return shape(circleOf(centre, numberAt(context, rest, 0, at)), at);
  },
  POLYGON: (context, args, at) =>
    shape(polygonFrom(cornersFrom(context, withoutSystem(context, args), at)), at),
  BOX: (context, args, at) => {
    const { centre, rest } = centreFrom(context, withoutSystem(context, args), 2, at);
    return shape(boxFrom(centre, numberAt(context, rest, 0, at), numberAt(context, rest, 1, at)), at);
  },
  CENTROID: (context, args, at) => {
    const geometry = geometryOf(context, only(context, args, at));
    if (geometry.kind === 'point') return shape(geometry, at);
    if (geometry.kind === 'circle') return shape(geometry.centre, at);
    return refuse(context, 'CENTROID is supported only for circles', at);
  },
  CONTAINS: (context, args, at) => truth(containsCondition(...pairOf(context, args, at)), at),
  INTERSECTS: (context, args, at) => truth(overlapCondition(...pairOf(context, args, at)), at),
  DISTANCE: (context, args, at) => {
    const [from, to] = args.length === 4 ? pointsFrom(context, args, at) : pairOf(context, args, at);
    if (from?.kind !== 'point' || to?.kind !== 'point')
      return refuse(context, 'DISTANCE needs two positions', at);
    return {
      ...{ sql: distance(from, to), type: 'double', at },
      about: { unit: 'deg', ucd: 'pos.angDistance' },
      isWithin: (radius) => isWithin(from, to, { sql: double(radius), constant: radius }),
    };
  },
  COORD1: (context, args, at) => coordinate(context, args, 'ra', at),
  COORD2: (context, args, at) => coordinate(context, args, 'dec', at),
  COORDSYS: (context, args, at) => {
    geometryOf(context, only(context, args, at));
    return { sql: "'ICRS'", type: 'text', constant: 'ICRS', at };
  },
  AREA: (context, args, at) => {
    const geometry = geometryOf(context, only(context, args, at));
    if (geometry.kind !== 'circle') return refuse(context, 'AREA is supported only for circles', at);
    // the area of a cap of the sphere, in square degrees
    const sql = `(4 * pi() * power(sin(radians(${geometry.radius.sql}) / 2), 2) * power(180 / pi(), 2))`;
    return { sql, type: 'double', at, about: { unit: 'deg**2' } };
  },
};

/** Calls a geometrical function; what it refuses is an error at its place. */
export function geometryCall(context: Context, name: string, args: readonly Value[], at: number): Value {
  try {
    const call = GEOMETRY[name] ?? refuse(context, `there is no function ${name}`, at);
    return call(context, args, at);
  } catch (error) {
    if (error instanceof GeometryRefused) return refuse(context, error.message, at);
    throw error;
  }
}

/** The text of a coordinate system, which ADQL 2.1 ignores and 2.0 requires. */
const ICRS =
  /^\s*(?:ICRS(?:[\s_]+(?:BARYCENTER|GEOCENTER|HELIOCENTER|TOPOCENTER|SPHERICAL2|UNKNOWNREFPOS))*|UNKNOWNFRAME)?\s*$/i;

function withoutSystem(context: Context, args: readonly Value[]): readonly Value[] {
  const [first, ...rest] = args;
  if (first === undefined || (first.type !== 'text' && first.type !== 'null')) return args;
  if (first.type === 'text' && !(typeof first.constant === 'string' && ICRS.test(first.constant)))
    return refuse(context, "the only coordinate system here is 'ICRS'", first.at);
  return rest;
}

function only(context: Context, args: readonly Value[], at: number): Value {
  const [first] = args;
  return first !== undefined && args.length === 1
    ? first
    : refuse(context, 'this function takes one argument', at);
}

/** The geometry of a value. */
function geometryOf(context: Context, value: Value): Geometry {
  if (value.geometry !== undefined) return value.geometry;
  if (value.isFootprint) return { kind: 'footprint', sql: value.sql };
  return refuse(context, 'this is not a region or a position', value.at);
}

function pairOf(context: Context, args: readonly Value[], at: number): [Geometry, Geometry] {
  const [first, second] = args;
  if (first === undefined || second === undefined || args.length !== 2)
    return refuse(context, 'this function compares two regions or positions', at);
  return [geometryOf(context, first), geometryOf(context, second)];
}

function scalarOf(context: Context, value: Value): Scalar {
  const { constant } = expectNumber(context, value);
  return typeof constant === 'number'
    ? { sql: double(constant), constant }
    : { sql: asDouble(value), constant: undefined };
}

function numberAt(context: Context, args: readonly Value[], place: number, at: number): Scalar {
  const value = args[place];
  return value === undefined ? refuse(context, 'an argument is missing', at) : scalarOf(context, value);
}

function pointFrom(context: Context, args: readonly Value[], at: number): Point {
  if (args.length !== 2) return refuse(context, `a position has 2 coordinates, not ${args.length}`, at);
  return pointOf(numberAt(context, args, 0, at), numberAt(context, args, 1, at));
}

/** Positions from pairs of numbers. */
function pointsFrom(context: Context, args: readonly Value[], at: number): Point[] {
  if (args.length % 2 !== 0) return refuse(context, 'a coordinate is missing', at);
  return Array.from({ length: args.length / 2 }, (_, i) =>
    pointFrom(context, args.slice(2 * i, 2 * i + 2), at),
  );
}

/** Corners, as positions or as pairs of numbers. */
function cornersFrom(context: Context, args: readonly Value[], at: number): Point[] {
  if (args[0]?.geometry === undefined) return pointsFrom(context, args, at);
  return args.map((arg) => positionOf(context, arg));
}

function positionOf(context: Context, value: Value): Point {
  const geometry = geometryOf(context, value);
  return geometry.kind === 'point' ? geometry : refuse(context, 'this is not a position', value.at);
}

/** The centre that comes first, as a position or as two numbers, and the arguments after it. */
function centreFrom(context: Context, args: readonly Value[], more: number, at: number) {
  const [first] = args;
  const count = first?.geometry === undefined ? 2 : 1;
  if (first === undefined || args.length !== count + more)
    return refuse(context, 'this has too few or too many arguments', at);
  const centre = count === 1 ? positionOf(context, first) : pointFrom(context, args.slice(0, 2), at);
  return { centre, rest: args.slice(count) };
}

const truth = (condition: string, at: number): Value => ({
  ...{ type: 'integer', at, truth: `(${condition})` },
  sql: `(CASE WHEN ${condition} THEN 1 WHEN NOT (${condition}) THEN 0 END)`,
});

function coordinate(context: Context, args: readonly Value[], which: 'ra' | 'dec', at: number): Value {
  const { sql, constant } = positionOf(context, only(context, args, at))[which];
  const about = { unit: 'deg', ucd: `pos.eq.${which}` };
  return { sql, type: 'double', at, about, ...(constant !== undefined && { constant }) };
}

/** A geometry as a value. As text, it is STC-S. */
const shape = (geometry: Geometry, at: number): Value => ({
  ...{ type: 'geometry', at, geometry },
  sql: textOf(geometry),
  about: { xtype: geometry.kind === 'point' ? 'adql:POINT' : 'adql:REGION' },
});

const joined = (word: string, parts: readonly string[]): string =>
  `('${word} ICRS' || ${parts.map((part) => `' ' || CAST(${part} AS varchar)`).join(' || ')})`;

function textOf(geometry: Geometry): string {
  switch (geometry.kind) {
    case 'point':
      return joined('POSITION', [geometry.ra.sql, geometry.dec.sql]);
    case 'circle':
      return joined('CIRCLE', circleParts(geometry));
    case 'polygon':
      return `'POLYGON ICRS ${geometry.polygon.corners.map(({ ra, dec }) => `${ra} ${dec}`).join(' ')}'`;
    case 'footprint':
      return geometry.sql;
  }
}

const circleParts = ({ centre, radius }: Circle): string[] => [centre.ra.sql, centre.dec.sql, radius.sql];
