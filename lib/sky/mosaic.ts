import type { HduFacts } from './hdu-facts.ts';
import { centroid, hull } from './region.ts';
import type { SkyPoint } from './sky-point.ts';
import type { NoSky, SkyImage } from './wcs/sky-image.ts';

/** The images of a file on the sky, collected one after another. */
export interface Mosaic {
  add(facts: HduFacts): void;
  /** Undefined if no image has celestial axes. */
  end(): MosaicSky | SkyImage | NoSky | undefined;
}

/** Several images as one. */
export interface MosaicSky {
  readonly centre: SkyPoint;
  readonly corners: readonly SkyPoint[] | undefined;
  /** As that of an image. Undefined if they differ. */
  readonly pixelScale: number | undefined;
  readonly source: string;
}

/** Relative. Scales that differ by less are the same. */
const SCALE_TOLERANCE = 1e-6;

/** Points are replaced by their hull from time to time, so that a file with many HDUs needs little memory. */
const MOST_POINTS = 4000;

/** Returns a collector. Error, quality and weight images count only if there is nothing else. */
export function mosaic(): Mosaic {
  const images = collector();
  const companions = collector();
  return {
    add: (facts) => {
      if (facts.sky !== undefined) (facts.isCompanion ? companions : images).add(facts.sky);
    },
    end: () => images.end() ?? companions.end(),
  };
}

function collector(): { add(sky: SkyImage | NoSky): void; end: Mosaic['end'] } {
  let first: SkyImage | undefined;
  let without: NoSky | undefined;
  let count = 0;
  let scalesDiffer = false;
  let points: readonly SkyPoint[] | undefined = [];
  return {
    add: (sky) => {
      if ('reason' in sky) {
        without ??= sky;
        return;
      }
      first ??= sky;
      count++;
      scalesDiffer ||= !haveSameScale(first, sky);
      if (points === undefined) return;
      points = sky.corners === undefined ? undefined : [...points, ...sky.corners];
      if (points !== undefined && points.length > MOST_POINTS) points = hull(points);
    },
    end: () => {
      if (first === undefined || count === 1) return first ?? without;
      const corners = points === undefined ? undefined : hull(points);
      const centre = corners === undefined ? undefined : centroid(corners);
      // images all over the sky, or of the whole sky: the position of the first is at least that of one image
      const pixelScale = scalesDiffer ? undefined : first.pixelScale;
      if (centre === undefined)
        return { centre: first.centre, corners: undefined, pixelScale, source: first.source };
      return { centre, corners, pixelScale, source: `hull of ${count} images, such as ${first.source}` };
    },
  };
}

const haveSameScale = ({ pixelScale: one }: SkyImage, { pixelScale: other }: SkyImage): boolean =>
  one === other ||
  (one !== undefined && other !== undefined && Math.abs(one - other) < SCALE_TOLERANCE * one);
