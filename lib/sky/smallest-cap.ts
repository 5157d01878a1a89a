import { angle, cross, dot, minus, plus, scaled, unit, type Vector } from './sphere.ts';

/** A circle on the sphere. */
export interface Cap {
  readonly centre: Vector;
  /** In radians. */
  readonly radius: number;
}

/** In radians. Directions this far outside a circle are on it. */
const ROUNDING = 1e-12;

/**
 * The smallest circle around directions (Welzl 1991). Undefined without directions, and for those that do not fit in a
 * circle of less than 180 degrees.
 */
export function smallestCap(vectors: readonly Vector[]): Cap | undefined {
  if (vectors.length === 0) return undefined;
  const cap = capAround([], shuffled(vectors));
  const fits =
    cap.radius < Math.PI / 2 - ROUNDING &&
    vectors.every((vector) => angle(cap.centre, vector) <= cap.radius + 1e-9);
  return fits ? cap : undefined;
}

/** The smallest circle around directions that goes through those of `on`. */
function capAround(on: readonly Vector[], vectors: readonly Vector[]): Cap {
  let cap = capThrough(on);
  if (on.length === 3) return cap;
  for (let i = 0; i < vectors.length; i++) {
    const vector = vectors[i]!;
    const isInside = angle(cap.centre, vector) <= cap.radius + ROUNDING;
    // a direction outside the circle around those before it is on the circle around all of them
    if (!isInside) cap = capAround([...on, vector], vectors.slice(0, i));
  }
  return cap;
}

/** The smallest circle through up to three directions. */
function capThrough([a, b, c]: readonly Vector[]): Cap {
  if (a === undefined) return { centre: [0, 0, 1], radius: -1 };
  if (b === undefined) return { centre: a, radius: 0 };
  const axis = c === undefined ? plus(a, b) : cross(minus(b, a), minus(c, a));
  const centre = unit(dot(axis, a) < 0 ? scaled(axis, -1) : axis);
  // of close directions, rounding errors move the centre: none of them may be outside
  return {
    centre,
    radius: Math.max(angle(centre, a), angle(centre, b), c === undefined ? 0 : angle(centre, c)),
  };
}

/** The same directions in an order that has nothing to do with theirs, so that few of them change the circle. */
function shuffled(vectors: readonly Vector[]): Vector[] {
  const order = [...vectors];
  let random = 1;
  for (let i = order.length - 1; i > 0; i--) {
    random = (random * 48271) % 2147483647;
    const j = random % (i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
