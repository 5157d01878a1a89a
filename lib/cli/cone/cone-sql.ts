import { coneCondition, double, haversine } from '../../sql/cone.ts';
import { containsPoint, type Position } from '../../sql/contains-point.ts';

/** A cone search. */
export interface ConeSearch {
  readonly centre: Position;
  /** In degrees. Undefined: at any distance. */
  readonly radius: number | undefined;
  /** Only images whose footprint contains the centre. */
  readonly contains: boolean;
  /** One row per HDU with a position on the sky, instead of one per file. */
  readonly hdus: boolean;
  /** Further conditions, in SQL. */
  readonly conditions: readonly string[];
  /** The most rows. */
  readonly limit: number | undefined;
}

/** The query of a cone search: the nearest rows first. The distance is from the centre to the centre of each image. */
export function coneSql({ centre, radius, contains, hdus, conditions, limit }: ConeSearch): string {
  const view = hdus ? 'obscore_hdus' : 'obscore';
  const where = [
    ...(radius === undefined ? [] : [coneCondition({ ...centre, radius })]),
    ...(contains ? [containsPoint(centre, view)] : []),
    ...conditions,
  ];
  const columns = [
    `round(3600 * degrees(2 * asin(least(1e0, sqrt(${haversine(double(centre.ra), double(centre.dec))})))), 2) AS distance_arcsec`,
    ...['target_name', 'instrument_name', 'filter', 'image_type', 'obs_start', 't_exptime', 'path'],
    ...(hdus ? ['hdu'] : []),
  ];
  return [
    `SELECT\n  ${columns.join(',\n  ')}`,
    `FROM ${view}`,
    `WHERE ${where.join('\n  AND ')}`,
    `ORDER BY distance_arcsec, path${hdus ? ', hdu' : ''}`,
    ...(limit === undefined ? [] : [`LIMIT ${limit}`]),
  ].join('\n');
}
