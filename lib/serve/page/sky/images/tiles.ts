import { interleaved } from '../../../../sky/healpix.ts';
import { dot, type Vector } from '../../../../sky/sphere.ts';
import { ecliptic, GALACTIC, ICRS } from '../../../../sky/wcs/frame.ts';
import type { CentredView } from '../centred-view.ts';
import { FROM_PLANE, type Out } from '../plane.ts';
import { type Place, placeOf } from './face.ts';
import type { Hips } from './properties.ts';

// Which tiles a view shows, and where its pixels are in them.

/** One tile, by its place in its base pixel: its HEALPix number has the bits of x and y interleaved. */
export interface Tile {
  readonly face: number;
  readonly x: number;
  readonly y: number;
}

/** At this order there is also one small picture of all tiles. */
export const ALLSKY_ORDER = 3;
/** Tiles of a row of that picture. */
export const ALLSKY_ACROSS = 27;
/** With more tiles in view, the small picture is enough. */
const MOST_TILES = 64;
/** Pixels between places at which a view is looked at for tiles. */
const STEP = 8;

/** The side of a base pixel, in radians. */
const SIDE = Math.sqrt(Math.PI / 3);

const FRAMES: Readonly<Record<Hips['frame'], (v: Vector) => Vector>> = {
  equatorial: ICRS.toIcrs,
  galactic: GALACTIC.toIcrs,
  ecliptic: ecliptic(2000).toIcrs,
};

/** The number of a tile among all of its order. It is unique, whatever the order of its bits. */
export const keyOf = (order: number, face: number, x: number, y: number): number =>
  (face * 2 ** order + x) * 2 ** order + y;

/** The number of a tile in the nested scheme. */
export const numberOf = (order: number, { face, x, y }: Tile): number =>
  face * 4 ** order + interleaved(x, y);

/** The tile with a number of the nested scheme. */
export function tileOf(order: number, number: number): Tile {
  let [x, y] = [0, 0];
  for (let level = 0, rest = number; level < order; level++, rest = Math.floor(rest / 4)) {
    x += (rest % 2) * 2 ** level;
    y += (Math.floor(rest / 2) % 2) * 2 ** level;
  }
  return { face: Math.floor(number / 4 ** order), x, y };
}

/** The path of a tile below the address of its HiPS. */
export function tilePath(order: number, tile: Tile, extension: Hips['extension']): string {
  const number = numberOf(order, tile);
  return `Norder${order}/Dir${Math.floor(number / 10_000) * 10_000}/Npix${number}.${extension}`;
}

/** Calls back for places of a view, in steps of pixels: the column and row, and the place in the frame of the tiles. */
export function eachPlace(
  view: CentredView,
  frame: Hips['frame'],
  step: number,
  visit: (column: number, row: number, place: Place) => void,
): void {
  const { width, height, scale } = view;
  const fromPlane = FROM_PLANE[view.kind];
  const [centre, east, up] = inFrame(view, frame);
  const out: Out = [0, 0, 0];
  const place: Place = [0, 0, 0];
  const [middleX, middleY] = [(width - step) / 2, (height - step) / 2];
  for (let row = 0; row < height; row += step) {
    for (let column = 0; column < width; column += step) {
      if (!fromPlane((middleX - column) / scale, (middleY - row) / scale, out)) continue;
      const [a, b, c] = out;
      placeOf(
        centre[0] * a + east[0] * b + up[0] * c,
        centre[1] * a + east[1] * b + up[1] * c,
        centre[2] * a + east[2] * b + up[2] * c,
        place,
      );
      visit(column, row, place);
    }
  }
}

/** The axes of a view in the frame of the tiles. */
function inFrame({ centre, east, up }: CentredView, frame: Hips['frame']): [Vector, Vector, Vector] {
  const toIcrs = FRAMES[frame];
  const axes = [toIcrs([1, 0, 0]), toIcrs([0, 1, 0]), toIcrs([0, 0, 1])] as const;
  const turned = (v: Vector): Vector => [dot(v, axes[0]), dot(v, axes[1]), dot(v, axes[2])];
  return [turned(centre), turned(east), turned(up)];
}

/** The tiles that a view needs, at the order where their pixels are about as small as its own. */
export interface Wanted {
  readonly order: number;
  /** By their keys; undefined for the small picture of the whole sky. */
  readonly tiles: ReadonlyMap<number, Tile> | undefined;
}

/** @param ratio pixels of the screen per pixel of the view */
export function wantedTiles(view: CentredView, { order: deepest, width, frame }: Hips, ratio = 1): Wanted {
  const sharp = Math.ceil(Math.log2((view.scale * ratio * SIDE) / width));
  const order = Math.min(deepest, Math.max(ALLSKY_ORDER, sharp));
  const side = 2 ** order;
  const tiles = new Map<number, Tile>();
  eachPlace(view, frame, STEP, (_column, _row, [face, x, y]) => {
    const tile = { face, x: Math.floor(x * side), y: Math.floor(y * side) };
    tiles.set(keyOf(order, tile.face, tile.x, tile.y), tile);
  });
  const isWhole = tiles.size > MOST_TILES && deepest >= ALLSKY_ORDER;
  return isWhole ? { order: ALLSKY_ORDER, tiles: undefined } : { order, tiles };
}
