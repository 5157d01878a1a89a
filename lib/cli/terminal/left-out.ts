import { MISNAMED, NOT_A_LAKE_OBJECT } from '../../engines/cache/lake-object.ts';
import type { DamagedObject } from '../../engines/duckdb/open-lake.ts';
import { isObjectPath } from '../../lake/naming.ts';

/** What to do about damaged lake objects. */
export const MEND = 'ingest the folder again to repair it';

/** Whether an ingest repairs an object that is left out of answers. One put there by hand may stay. */
export const isMendable = ({ path, damage }: DamagedObject): boolean =>
  isObjectPath(path) && damage !== MISNAMED;

/** What to do about an object that is left out of answers. */
export function remedyFor(object: DamagedObject): string {
  if (isMendable(object)) return MEND;
  const what = object.damage === MISNAMED ? 'it is a copy' : NOT_A_LAKE_OBJECT;
  return `${what === object.damage ? '' : `${what}: `}delete it or move it elsewhere`;
}
