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
  readonly source: string;
}

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
  let points: readonly SkyPoint[] | undefined = [];
  return {
    add: (sky) => {
      if ('reason' in sky) {
        without ??= sky;
        return;
      }
      first ??= sky;
      count++;
      if (points === undefined) return;
      points = sky.corners === undefined ? undefined : [...points, ...sky.corners];
      if (points !== undefined && points.length > MOST_POINTS) points = hull(points);
    },
    end: () => {
      if (first === undefined || count === 1) return first ?? without;
      const corners = points === undefined ? undefined : hull(points);
      const centre = corners === undefined ? undefined : centroid(corners);
      // images all over the sky, or of the whole sky: that of the first says at least where one is
      if (centre === undefined) return { centre: first.centre, corners: undefined, source: first.source };
      return { centre, corners, source: `hull of ${count} images, such as ${first.source}` };
    },
  };
}
