import type { ImageData } from './drawable.ts';
import { bytesOf, decoded } from './numbers.ts';
import { averaged, type Run, runsOf, type Sampling } from './sampling.ts';

// Reads the rows of an image that a picture is made of.

/** Reads bytes of a file; fewer only at its end. */
export type ReadBytes = (offset: number, length: number) => Promise<Uint8Array>;

/** Reads that are under way at the same time. */
const AT_ONCE = 8;

/** The picture of an image: values, the first row of the image first. */
export async function readPicture(
  image: ImageData,
  sampling: Sampling,
  read: ReadBytes,
): Promise<Float64Array> {
  const rowBytes = image.width * bytesOf(image.bitpix);
  const rows: Float64Array[] = [];
  const runs = runsOf(sampling.rows);
  for (let from = 0; from < runs.length; from += AT_ONCE) {
    const some = runs.slice(from, from + AT_ONCE);
    for (const run of await Promise.all(some.map((run) => readRun(run, image, rowBytes, read))))
      rows.push(...run);
  }
  return averaged(rows, image.width, sampling);
}

async function readRun(
  { first, count }: Run,
  { offset, bitpix, scaling, width }: ImageData,
  rowBytes: number,
  read: ReadBytes,
): Promise<Float64Array[]> {
  const bytes = await read(offset + first * rowBytes, count * rowBytes);
  return Array.from({ length: count }, (_, row) =>
    decoded(bytes.subarray(row * rowBytes, (row + 1) * rowBytes), bitpix, width, scaling),
  );
}

/** The rows of a picture in the other order: those of images begin at the bottom. */
export function upsideDown<Shades extends Uint8Array>(shades: Shades, width: number): Shades {
  const turned = shades.slice() as Shades;
  for (let from = 0, to = shades.length - width; to >= 0; from += width, to -= width)
    turned.set(shades.subarray(from, from + width), to);
  return turned;
}
