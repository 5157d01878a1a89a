import type { LiveLake } from '../../engines/live/live-lake.ts';
import { similarNames } from '../../engines/nearest.ts';
import { centreSql, TARGET_NAMES } from '../../sql/target.ts';
import { RequestRefused } from '../http/replies.ts';

/** Where the observations of a target are. */
interface TargetPosition {
  /** The centre of the observations, ICRS, degrees. */
  readonly ra: number;
  readonly dec: number;
  /** How many observations it is the centre of. */
  readonly observations: number;
  /** The distance of the farthest one from it, in degrees. */
  readonly spread: number;
}

const MOST_SIMILAR = 10;

/**
 * The position of a target of the lake: the centre of all observations whose target_name equals the name, ignoring case
 * and blanks.
 *
 * @throws RequestRefused with status 404, and with similar names, if there are none with a position
 */
export const targetPosition = (name: string, lake: LiveLake): Promise<TargetPosition> =>
  lake.read(async (connection) => {
    const found = (await connection.runAndReadAll(centreSql(name))).getRows()[0] ?? [];
    const [observations = 0, positions = 0, x = 0, y = 0, z = 0, spread = 0] = found.map(Number);
    if (positions > 0) {
      const ra = (Math.atan2(y, x) * 180) / Math.PI;
      const dec = (Math.atan2(z, Math.hypot(x, y)) * 180) / Math.PI;
      return { ra: (ra + 360) % 360, dec, observations: positions, spread };
    }
    if (observations > 0)
      throw new RequestRefused(404, { error: `no observation of ${JSON.stringify(name)} has a position` });
    const names = (await connection.runAndReadAll(TARGET_NAMES)).getColumns()[0] ?? [];
    const similar = similarNames(name, names.map(String), MOST_SIMILAR);
    throw new RequestRefused(404, {
      error: `there is no target ${JSON.stringify(name)} in the lake`,
      hint: similar.length > 0 ? `similar: ${similar.join(', ')}` : undefined,
    });
  });
