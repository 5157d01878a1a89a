// From the native sphere to the plane, as Paper II (section 5) has it: the other way round than lib/sky. In radians.

/** A projection for a round trip. */
export interface Forward {
  /** PVi_m of the latitude axis, by m. */
  readonly parameters?: Readonly<Record<number, number>>;
  /** How near to the native pole it can be undone, in degrees of latitude. The whole sphere by default. */
  readonly lowest?: number;
  readonly forward: (phi: number, theta: number) => readonly [x: number, y: number];
}

const { PI, SQRT2, sin, cos, tan, sqrt } = Math;

const zenithal =
  (radius: (theta: number) => number): Forward['forward'] =>
  (phi, theta) => [radius(theta) * sin(phi), -radius(theta) * cos(phi)];

/** The auxiliary angle of MOL: 2 gamma + sin 2 gamma = pi sin(theta), by bisection. */
function gammaOf(theta: number): number {
  let [below, above] = [-PI / 2, PI / 2];
  for (let i = 0; i < 60; i++) {
    const middle = (below + above) / 2;
    if (2 * middle + sin(2 * middle) < PI * sin(theta)) below = middle;
    else above = middle;
  }
  return below;
}

export const FORWARD: Readonly<Record<string, Forward>> = {
  TAN: { lowest: 1, forward: zenithal((theta) => 1 / tan(theta)) },
  SIN: { lowest: 1, forward: zenithal(cos) },
  ARC: { forward: zenithal((theta) => PI / 2 - theta) },
  STG: { forward: zenithal((theta) => (2 * cos(theta)) / (1 + sin(theta))) },
  ZEA: { forward: zenithal((theta) => sqrt(2 * (1 - sin(theta)))) },
  ZPN: {
    parameters: { 1: 1, 3: 0.2 },
    forward: zenithal((theta) => PI / 2 - theta + 0.2 * (PI / 2 - theta) ** 3),
  },
  AZP: {
    parameters: { 1: 2, 2: 30 },
    lowest: 20,
    forward: (phi, theta) => {
      const [mu, gamma] = [2, PI / 6];
      const radius = ((mu + 1) * cos(theta)) / (mu + sin(theta) + cos(theta) * cos(phi) * tan(gamma));
      return [radius * sin(phi), (-radius * cos(phi)) / cos(gamma)];
    },
  },
  CAR: { forward: (phi, theta) => [phi, theta] },
  MER: { forward: (phi, theta) => [phi, Math.log(tan(PI / 4 + theta / 2))] },
  CEA: { parameters: { 1: 0.6 }, forward: (phi, theta) => [phi, sin(theta) / 0.6] },
  SFL: { forward: (phi, theta) => [phi * cos(theta), theta] },
  MOL: {
    forward: (phi, theta) => [((2 * SQRT2) / PI) * phi * cos(gammaOf(theta)), SQRT2 * sin(gammaOf(theta))],
  },
  AIT: {
    forward: (phi, theta) => {
      const gamma = sqrt(2 / (1 + cos(theta) * cos(phi / 2)));
      return [2 * gamma * cos(theta) * sin(phi / 2), gamma * sin(theta)];
    },
  },
  HPX: {
    forward: (phi, theta) => {
      if (Math.abs(sin(theta)) <= 2 / 3) return [phi, ((3 * PI) / 8) * sin(theta)];
      const sigma = sqrt(3 * (1 - Math.abs(sin(theta))));
      const centre = -PI + (2 * Math.floor((2 * (phi + PI)) / PI) + 1) * (PI / 4);
      return [centre + (phi - centre) * sigma, Math.sign(theta) * (PI / 4) * (2 - sigma)];
    },
  },
};
