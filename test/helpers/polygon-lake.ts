import { sharedLake } from './ask.ts';
import { observation } from './observation.ts';
import { POLYGONS, regionOf } from './polygons.ts';

/** A lake with one observation for each of {@link POLYGONS}, in the file `a/INDEX.fits`. It exists only within tests. */
export const polygonLake = () =>
  sharedLake(
    POLYGONS.map(({ center, radius, corners }, i) =>
      observation(`a/${i}.fits`, {
        s_ra: String(center.ra),
        s_dec: String(center.dec),
        s_fov: String(2 * radius),
        s_region: regionOf(corners),
      }),
    ),
  );
