import type { CustomValues } from './custom-rules.ts';
import { describe } from './described.ts';
import type { SeenFile } from './file-state.ts';
import { publisherDid, withoutSuffixes } from './identifiers.ts';
import { pointingOf } from './pointing.ts';
import { putPointing, putSky } from './put-position.ts';
import { putLevel, putStructure } from './put-structure.ts';
import { putText } from './put-text.ts';
import { put, putReason, type Row } from './row.ts';
import { NO_POSITION } from './rules/reasons.ts';

/** The row of a file in `obscore`; undefined if the file does not look like an observation. */
export function fileRow(
  seen: SeenFile,
  custom: CustomValues,
  file: { readonly bucket: string; readonly key: string },
  authority: string,
): Row | undefined {
  const { places, main } = seen;
  if (seen.isDescribing || places.length === 0) return undefined;
  const isWorthIt = (said: Row): boolean => isObservation(said, seen.isCelestial);
  const { row, frame } = describe(places, custom, isWorthIt);
  if (!isWorthIt(row)) return undefined;
  if (main !== undefined) putStructure(row, main, places);
  putLevel(row, main, places);
  putText(row, 'obs_id', places, custom);
  if (!row.has('obs_id')) put(row, 'obs_id', withoutSuffixes(file.key) || '-', 'key');
  put(row, 'obs_publisher_did', publisherDid(authority, file), 'key');
  if (seen.isSolar) putReason(row, 's_ra', NO_POSITION.solar);
  else if (frame?.sky === false) putReason(row, 's_ra', NO_POSITION.calibration);
  else putPosition(row, seen, custom);
  return row;
}

/** A time; or a celestial WCS; or a target with a facility or an instrument. An instrument alone may be a model of it. */
function isObservation(row: Row, isCelestial: boolean): boolean {
  const has = (name: Parameters<Row['get']>[0]): boolean => (row.get(name)?.value ?? '') !== '';
  return (
    has('t_min') || isCelestial || (has('target_name') && (has('facility_name') || has('instrument_name')))
  );
}

function putPosition(row: Row, { places, sky }: SeenFile, custom: CustomValues): void {
  if (sky !== undefined && 'centre' in sky) putSky(row, sky);
  if (row.has('s_ra')) return;
  const pointing = pointingOf(places, custom);
  if (typeof pointing === 'object') putPointing(row, pointing);
  else if (sky !== undefined && 'reason' in sky) putReason(row, 's_ra', sky.reason);
  else putReason(row, 's_ra', pointing === undefined ? NO_POSITION.absent : NO_POSITION.unreadable);
}
