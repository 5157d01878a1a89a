import type { CustomValues } from './custom-rules.ts';
import type { DerivedName } from './derived.ts';
import { putBinning, putDisperser, putFlags, putIntent, putSeeing } from './details.ts';
import { filterOf, wavelengthIn } from './filter.ts';
import { imageTypeOf } from './image-type.ts';
import { firstFound, isUsableText, numberOf, type Place } from './lookup.ts';
import { put, putNumber, putReason, type Row } from './row.ts';
import { putTimes } from './row-times.ts';
import { filterRange } from './rules/filters.ts';
import type { FrameKind } from './rules/image-types.ts';
import { ESO_TYPE, NUMBER_KEYWORDS, TEXT_KEYWORDS } from './rules/keywords.ts';
import { NO_TARGET } from './rules/reasons.ts';
import type { RuleTarget } from './rules.ts';

/** What keywords say about an observation, wherever they are: everything but the structure of an HDU. */
export interface Described {
  readonly row: Row;
  /** Undefined if it is unknown. */
  readonly frame: FrameKind | undefined;
}

/** What single headers say: of a file with one HDU, its row and that of the HDU need the same. */
const known = new WeakMap<Place, Described>();

/**
 * Derives what the keywords of some places say. The result belongs to the caller.
 *
 * @param custom what rules say of these places; places are not used again with other rules
 */
export function describe(places: readonly Place[], custom: CustomValues): Described {
  const [first, second] = places;
  if (first === undefined || second !== undefined) return derived(places, custom);
  const described = known.get(first) ?? derived(places, custom);
  known.set(first, described);
  return { ...described, row: new Map(described.row) };
}

function derived(places: readonly Place[], custom: CustomValues): Described {
  const row: Row = new Map();
  for (const name of ['facility_name', 'instrument_name', 'target_name'] as const)
    putText(row, name, places, custom);
  putReason(row, 'target_name', whyNoTarget(places));
  putTimes(row, places, custom);
  const frame = putImageType(row, places, custom);
  putFilter(row, places, custom);
  putAirmass(row, places, custom);
  for (const name of ['proposal_id', 'observer'] as const) putText(row, name, places, custom);
  putIntent(row, places, custom);
  putBinning(row, places, custom);
  putDisperser(row, places, custom);
  putSeeing(row, places, custom);
  putFlags(row, places);
  return { row, frame };
}

/** Names are never a bare number, apart from those of targets and proposals. */
const MAY_BE_NUMBERS: ReadonlySet<string> = new Set(['target_name', 'proposal_id', 'obs_id']);

/** Puts the text of the first keyword that has one. */
export function putText(
  row: Row,
  name: DerivedName & RuleTarget & keyof typeof TEXT_KEYWORDS,
  places: readonly Place[],
  custom: CustomValues,
): void {
  const ruled = custom(name);
  if (ruled !== undefined) {
    put(row, name, ruled.card.value.trim(), ruled.source);
    return;
  }
  const mayBeNumber = MAY_BE_NUMBERS.has(name);
  const found = firstFound(
    name === 'target_name' ? places.map(withoutEsoType) : places,
    TEXT_KEYWORDS[name],
    (card) => isUsableText(card) && (mayBeNumber || numberOf(card.value) === undefined),
  );
  if (found !== undefined) put(row, name, found.card.value.trim(), found.keyword);
}

/** ESO repeats the type of a calibration, such as `STD,TELLURIC`, in OBJECT: the star is in another keyword, if at all. */
function withoutEsoType(place: Place): Place {
  const { type, target } = ESO_TYPE;
  if (place.card(target) === undefined || place.card(type)?.value !== place.card('OBJECT')?.value)
    return place;
  return { card: (keyword) => (keyword === 'OBJECT' ? undefined : place.card(keyword)) };
}

function whyNoTarget(places: readonly Place[]): string {
  const isThere = places.some((place) =>
    TEXT_KEYWORDS.target_name.some((keyword) => place.card(keyword) !== undefined),
  );
  return isThere ? NO_TARGET.junk : NO_TARGET.absent;
}

function putImageType(row: Row, places: readonly Place[], custom: CustomValues): FrameKind | undefined {
  const found = imageTypeOf(places, custom);
  if (found !== undefined) put(row, 'image_type', found.kind.type, found.source);
  return found?.kind;
}

function putFilter(row: Row, places: readonly Place[], custom: CustomValues): void {
  const ruled = custom('filter');
  const filter = ruled ? { name: ruled.card.value.trim(), source: ruled.source } : filterOf(places);
  if (filter !== undefined) put(row, 'filter', filter.name, filter.source);
  const single = places.map(wavelengthIn).find((range) => range !== undefined);
  const range = single ?? (filter === undefined ? undefined : filterRange(filter.name));
  if (range === undefined) return;
  const source = single?.source ?? filter!.source;
  putNumber(row, 'em_min', range.min, source);
  putNumber(row, 'em_max', range.max, source);
}

/** The air mass at the horizon is about 38. */
const AIRMASS = { least: 0.99, most: 60 };

function putAirmass(row: Row, places: readonly Place[], custom: CustomValues): void {
  const isAirmass = ({ value }: { value: string }): boolean => {
    const number = numberOf(value);
    return number !== undefined && number >= AIRMASS.least && number <= AIRMASS.most;
  };
  const ruled = custom('airmass');
  if (ruled !== undefined && isAirmass(ruled.card)) {
    putNumber(row, 'airmass', numberOf(ruled.card.value), ruled.source);
    return;
  }
  const found = firstFound(places, NUMBER_KEYWORDS.airmass, isAirmass);
  if (found !== undefined) putNumber(row, 'airmass', numberOf(found.card.value), found.keyword);
}
