import { contextOf, element } from '../../dom.ts';
import { type Hips, hipsOf, NoImages } from './properties.ts';
import { ALLSKY_ACROSS, ALLSKY_ORDER, keyOf, tileOf, tilePath, type Wanted } from './tiles.ts';

// What comes from the one other host that the page may ask. It gets no cookies, and not the address of the page.

/** Reads what a HiPS says about itself. Throws {@link NoImages}. */
export async function loadProperties(url: string): Promise<Hips> {
  const response = await fetch(`${url}properties`, {
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
  }).catch(() => undefined);
  if (response?.ok !== true) throw new NoImages(`${url}properties could not be loaded`);
  return hipsOf(await response.text());
}

/** Loads the tiles that are missing in `pixels`. A tile that does not exist stays out: many surveys have only a part of the sky. */
export async function loadTiles(
  url: string,
  { extension }: Hips,
  { order, tiles }: Wanted,
  pixels: Map<number, Uint32Array>,
  signal: AbortSignal,
  onTile: () => void,
): Promise<void> {
  if (tiles === undefined) {
    if (pixels.size > 0) return;
    const image = await loadImage(`${url}Norder${ALLSKY_ORDER}/Allsky.${extension}`, signal);
    if (image === undefined) throw new NoImages(`${url} has no picture of the whole sky: zoom in`);
    for (const [key, tile] of allskyTiles(image)) pixels.set(key, tile);
    return onTile();
  }
  await Promise.all(
    [...tiles].map(async ([key, tile]) => {
      if (pixels.has(key)) return;
      const image = await loadImage(`${url}${tilePath(order, tile, extension)}`, signal);
      if (image === undefined) return;
      pixels.set(key, pixelsIn(image, 0, 0, image.naturalWidth));
      onTile();
    }),
  );
}

/** An image that may be read; undefined if there is none, or nobody waits for it any more. */
function loadImage(src: string, signal: AbortSignal): Promise<HTMLImageElement | undefined> {
  return new Promise((resolve) => {
    const image = element('img', { crossorigin: 'anonymous', referrerpolicy: 'no-referrer' });
    image.addEventListener('load', () => resolve(signal.aborted ? undefined : image));
    image.addEventListener('error', () => resolve(undefined));
    signal.addEventListener('abort', () => {
      // ends the request
      image.removeAttribute('src');
      resolve(undefined);
    });
    image.src = src;
  });
}

/** The tiles of the small picture of the whole sky: in the order of their numbers, row by row. */
function* allskyTiles(image: HTMLImageElement): Generator<[key: number, pixels: Uint32Array]> {
  const width = Math.floor(image.naturalWidth / ALLSKY_ACROSS);
  for (let number = 0; number < 12 * 4 ** ALLSKY_ORDER; number++) {
    const [column, row] = [number % ALLSKY_ACROSS, Math.floor(number / ALLSKY_ACROSS)];
    const { face, x, y } = tileOf(ALLSKY_ORDER, number);
    yield [keyOf(ALLSKY_ORDER, face, x, y), pixelsIn(image, column * width, row * width, width)];
  }
}

/** A square of an image, as image data. */
function pixelsIn(image: HTMLImageElement, left: number, top: number, width: number): Uint32Array {
  const context = contextOf(element('canvas', { width, height: width }));
  context.drawImage(image, -left, -top);
  return new Uint32Array(context.getImageData(0, 0, width, width).data.buffer);
}
