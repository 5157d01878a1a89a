import type { Part, Whole } from '../state/view.ts';

// Between directions and the plane, in closed forms. A direction is [x, y, z] with x towards the middle of the view, y towards
// growing longitudes and z up. The plane has its origin in the middle; its unit is a radian there (nearly, for Mollweide).

export type Kind = Whole | Part;
/** Where the functions put their result. */
export type Out = [x: number, y: number, z: number];

/** From the plane to a direction; false for a point outside the sky. */
export const FROM_PLANE: Readonly<Record<Kind, (x: number, y: number, out: Out) => boolean>> = {
  hammer: (x, y, out) => {
    const outwards = (x * x) / 16 + (y * y) / 4;
    if (outwards > 0.5) return false;
    const z = Math.sqrt(1 - outwards);
    return put(2 * Math.atan2(z * x, 2 * (2 * z * z - 1)), z * y, out);
  },
  mollweide: (x, y, out) => {
    const sine = y / Math.SQRT2;
    if (sine < -1 || sine > 1) return false;
    const theta = Math.asin(sine);
    const longitude = (Math.PI * x) / (2 * Math.SQRT2 * Math.cos(theta));
    if (!(Math.abs(longitude) <= Math.PI)) return false;
    return put(longitude, (2 * theta + Math.sin(2 * theta)) / Math.PI, out);
  },
  plate: (x, y, out) => Math.abs(x) <= Math.PI && Math.abs(y) <= Math.PI / 2 && put(x, Math.sin(y), out),
  SIN: (x, y, out) => {
    const square = x * x + y * y;
    if (square > 1) return false;
    return putAll(Math.sqrt(1 - square), x, y, out);
  },
  TAN: (x, y, out) => {
    const f = 1 / Math.sqrt(1 + x * x + y * y);
    return putAll(f, x * f, y * f, out);
  },
  STG: (x, y, out) => {
    const square = (x * x + y * y) / 4;
    const f = 1 / (1 + square);
    return putAll((1 - square) * f, x * f, y * f, out);
  },
  ZEA: (x, y, out) => {
    const square = x * x + y * y;
    if (square > 4) return false;
    const f = Math.sqrt(1 - square / 4);
    return putAll(1 - square / 2, x * f, y * f, out);
  },
};

function put(longitude: number, sineOfLatitude: number, out: Out): boolean {
  const flat = Math.sqrt(Math.max(0, 1 - sineOfLatitude * sineOfLatitude));
  return putAll(flat * Math.cos(longitude), flat * Math.sin(longitude), sineOfLatitude, out);
}

function putAll(x: number, y: number, z: number, out: Out): boolean {
  out[0] = x;
  out[1] = y;
  out[2] = z;
  return true;
}

/** From a direction to the plane; undefined if it is not on it. */
export function toPlane(kind: Kind, [x, y, z]: Readonly<Out>): readonly [x: number, y: number] | undefined {
  switch (kind) {
    case 'SIN':
      return x < 0 ? undefined : [y, z];
    case 'TAN':
      return x <= 1e-3 ? undefined : [y / x, z / x];
    case 'STG':
      return x <= -0.999 ? undefined : [(2 * y) / (1 + x), (2 * z) / (1 + x)];
    case 'ZEA':
      return x <= -1 ? undefined : [y * Math.sqrt(2 / (1 + x)), z * Math.sqrt(2 / (1 + x))];
    case 'hammer':
      return hammer(Math.atan2(y, x), z);
    case 'mollweide':
      return mollweide(Math.atan2(y, x), z);
    case 'plate':
      return [Math.atan2(y, x), Math.asin(Math.max(-1, Math.min(1, z)))];
  }
}

function hammer(longitude: number, sine: number): [number, number] {
  const cos = Math.sqrt(Math.max(0, 1 - sine * sine));
  const f = Math.SQRT2 / Math.sqrt(1 + cos * Math.cos(longitude / 2));
  return [2 * f * cos * Math.sin(longitude / 2), f * sine];
}

function mollweide(longitude: number, sine: number): [number, number] {
  // 2 theta + sin(2 theta) = pi sin(latitude), by Newton's method; it is slow near the poles, where theta hardly changes
  let theta = Math.asin(Math.max(-1, Math.min(1, sine)));
  for (let turn = 0; turn < 60; turn++) {
    const step =
      (2 * theta + Math.sin(2 * theta) - Math.PI * sine) / Math.max(1e-12, 2 + 2 * Math.cos(2 * theta));
    theta -= step;
    if (Math.abs(step) < 1e-12) break;
  }
  return [((2 * Math.SQRT2) / Math.PI) * longitude * Math.cos(theta), Math.SQRT2 * Math.sin(theta)];
}
