// Small pictures of the sky. They are computed with + - * / and square roots only, which every processor rounds in the
// same way. So the samples are the same bytes on every machine.

/** A picture of floating-point values. The first row is at the bottom, as in FITS. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly values: Float64Array;
}

/** Returns the next random number from 0 to 1. */
export type Random = () => number;

/** Random numbers (mulberry32), the same for the same seed. */
export function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** An approximately normal deviate: the sum of twelve uniform ones. */
export function normal(random: Random): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random();
  return sum;
}

/** A frame in which every pixel has the value `level`. */
export function flat(width: number, height: number, level: number): Frame {
  return { width, height, values: new Float64Array(width * height).fill(level) };
}

/** A source with a Moffat profile, such as a star, a galaxy or an active region. Lengths are in pixels. */
export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly peak: number;
  readonly radius: number;
  /** Minor axis divided by major axis; 1 is round. */
  readonly ratio?: number;
}

/** A frame with a source added to it. */
export function addSpot(frame: Frame, { x, y, peak, radius, ratio = 1 }: Spot): Frame {
  return mapped(frame, (value, column, row) => {
    const along = (column - x + (row - y)) * Math.SQRT1_2;
    const across = ((column - x - (row - y)) * Math.SQRT1_2) / ratio;
    const fall = 1 + (along * along + across * across) / (radius * radius);
    return value + peak / (fall * fall * fall);
  });
}

/** Adds the photon noise of everything above `bias`, at 1.5 electrons per count, and a read-out noise of 3 counts. */
export function addNoise(frame: Frame, random: Random, bias = 0): Frame {
  return mapped(frame, (value) => value + normal(random) * Math.sqrt(Math.max(value - bias, 0) / 1.5 + 9));
}

/** Applies `change` to each pixel, in the order of storage. */
export function mapped(frame: Frame, change: (value: number, column: number, row: number) => number): Frame {
  const { width, height, values } = frame;
  return {
    width,
    height,
    values: values.map((value, index) => change(value, index % width, Math.floor(index / width))),
  };
}

/** A field of stars on a sky of `sky` counts, without noise. Most stars are faint. */
export function starField(random: Random, width: number, height: number, sky: number, stars: number): Frame {
  let frame = flat(width, height, sky);
  for (let i = 0; i < stars; i++) {
    const faint = random();
    const peak = 60 + 9000 * faint * faint * faint * faint;
    frame = addSpot(frame, { x: random() * width, y: random() * height, peak, radius: 2.4 });
  }
  return frame;
}

/** The values as 16-bit integers, as FITS stores them (big-endian); `zero` is BZERO. */
export function int16(values: ArrayLike<number>, zero = 0): Uint8Array {
  return stored(values, 2, (view, at, value) =>
    view.setInt16(at, Math.max(-32768, Math.min(32767, Math.round(value) - zero))),
  );
}

/** The values as unsigned bytes. */
export function uint8(values: ArrayLike<number>): Uint8Array {
  return stored(values, 1, (view, at, value) =>
    view.setUint8(at, Math.max(0, Math.min(255, Math.round(value)))),
  );
}

/** The values as 32-bit floats, as FITS stores them. */
export function float32(values: ArrayLike<number>): Uint8Array {
  return stored(values, 4, (view, at, value) => view.setFloat32(at, value));
}

/** The values as 64-bit floats, as FITS stores them. */
export function float64(values: ArrayLike<number>): Uint8Array {
  return stored(values, 8, (view, at, value) => view.setFloat64(at, value));
}

/** The values as 32-bit integers, as FITS stores them. */
export function int32(values: ArrayLike<number>): Uint8Array {
  return stored(values, 4, (view, at, value) => view.setInt32(at, value));
}

function stored(
  values: ArrayLike<number>,
  size: number,
  put: (view: DataView, at: number, value: number) => void,
): Uint8Array {
  const bytes = new Uint8Array(values.length * size);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) put(view, i * size, values[i]!);
  return bytes;
}
