// What query and status say about damaged lake objects.

import type { DamagedObject } from '../../engines/duckdb/open-lake.ts';
import { MISNAMED, NOT_A_LAKE_OBJECT } from '../../engines/loading/damaged.ts';
import { isObjectPath } from '../../lake/naming.ts';

/** How to repair damaged lake objects. */
export const REPAIR = 'ingest the folder again to repair it';

/** Whether an ingest repairs a damaged object. It leaves files alone that somebody else put into the lake. */
export const isRepairable = ({ path, damage }: DamagedObject): boolean =>
  isObjectPath(path) && damage !== MISNAMED;

/** What the user can do about a damaged object. */
export function remedyFor(object: DamagedObject): string {
  if (isRepairable(object)) return REPAIR;
  const what = object.damage === MISNAMED ? 'it is a copy' : NOT_A_LAKE_OBJECT;
  return `${what === object.damage ? '' : `${what}: `}delete it or move it elsewhere`;
}
