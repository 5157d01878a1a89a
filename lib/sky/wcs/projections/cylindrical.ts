import { direction } from '../../sphere.ts';
import { hpx } from './hpx.ts';
import { type Deprojection, type Projection, sine } from './projection.ts';

// Cylindrical and pseudo-cylindrical projections (Paper II, 5.2 and 5.3).

const { PI, SQRT2 } = Math;
/** How far beyond the edge of the sphere a pixel may be, for rounding errors. In radians. */
const EDGE = 1e-10;

/** From the plane to native longitude and latitude, all in radians. */
type Native = (x: number, y: number) => readonly [phi: number, theta: number] | undefined;

/** Beyond the edges of the sphere there is no sky. */
const onSphere =
  (native: Native): Deprojection =>
  (x, y) => {
    const [phi, theta] = native(x, y) ?? [];
    if (phi === undefined || theta === undefined) return undefined;
    if (!(Math.abs(phi) <= PI + EDGE && Math.abs(theta) <= PI / 2 + EDGE)) return undefined;
    return direction(phi, theta);
  };

/** A projection without parameters. */
function plain(native: Native): Projection {
  const deprojection = onSphere(native);
  return { theta0: 0, deprojection: () => deprojection };
}

const car = plain((x, y) => [x, y]);

const mer = plain((x, y) => [x, 2 * Math.atan(Math.exp(y)) - PI / 2]);

function cea(lambda: number): Deprojection | undefined {
  if (!(lambda > 0 && lambda <= 1)) return undefined;
  return onSphere((x, y) => {
    const s = sine(y * lambda);
    return s === undefined ? undefined : [x, Math.asin(s)];
  });
}

const sfl = plain((x, y) => {
  const cos = Math.cos(y);
  return [Math.abs(cos) < EDGE && Math.abs(x) < EDGE ? 0 : x / cos, y];
});

const mol = plain((x, y) => {
  const sinGamma = sine(y / SQRT2);
  if (sinGamma === undefined) return undefined;
  const gamma = Math.asin(sinGamma);
  const cosGamma = Math.cos(gamma);
  const s = sine((2 * gamma + Math.sin(2 * gamma)) / PI);
  if (s === undefined) return undefined;
  const phi = cosGamma < EDGE && Math.abs(x) < EDGE ? 0 : (PI * x) / (2 * SQRT2 * cosGamma);
  return [phi, Math.asin(s)];
});

const ait = plain((x, y) => {
  const u2 = 1 - (x / 4) ** 2 - (y / 2) ** 2;
  // the ellipse that the whole sphere fills
  if (u2 < 0.5 - EDGE) return undefined;
  const u = Math.sqrt(u2);
  const s = sine(y * u);
  return s === undefined ? undefined : [2 * Math.atan2((x * u) / 2, 2 * u2 - 1), Math.asin(s)];
});

/** The cylindrical and pseudo-cylindrical projections and HPX, by code. */
export const CYLINDRICAL: Readonly<Record<string, Projection>> = {
  CAR: car,
  MER: mer,
  CEA: { theta0: 0, deprojection: (pv) => cea(pv(1) ?? 1) },
  SFL: sfl,
  MOL: mol,
  AIT: ait,
  HPX: {
    theta0: 0,
    deprojection: (pv) => {
      const native = hpx(pv(1) ?? 4, pv(2) ?? 3);
      return native === undefined ? undefined : onSphere(native);
    },
  },
};
