import type { CustomValues } from './custom-rules.ts';
import { putBinning, putDisperser, putFlags, putIntent, putSeeing } from './details.ts';
import { filterOf, wavelengthIn } from './filter.ts';
import { imageTypeOf } from './image-type.ts';
import { firstFound, numberOf, type Place } from './lookup.ts';
import { putText } from './put-text.ts';
import { put, putNumber, putReason, type Row } from './row.ts';
import { putTimes } from './row-times.ts';
import {
  BINNING_PAIRS,
  BINNING_TEXTS,
  DISPERSER_KEYWORDS,
  INTENT,
  MOVING,
  SEEING,
  SIMULATED_KEYWORDS,
} from './rules/details.ts';
import {
  BAND_KEYWORD,
  FILTER_FAMILIES,
  FILTER_KEYWORD,
  filterRange,
  MODE_KEYWORD,
  WAVELENGTH,
} from './rules/filters.ts';
import type { FrameKind } from './rules/image-types.ts';
import { ESO_TYPE, IMAGE_TYPE_KEYWORDS, NUMBER_KEYWORDS, TEXT_KEYWORDS } from './rules/keywords.ts';
import { NO_TARGET } from './rules/reasons.ts';
import { GEOCENTRIC, LONGITUDE_KEYWORDS, SITE_KEYWORDS } from './rules/sites.ts';
import { TIME_KEYWORDS } from './rules/time-keywords.ts';

// The parts of what keywords say about an observation, each with the keywords that it asks for. A test proves that it asks
// for no others.

/** One part. What it puts into a row depends on its keywords alone, except for what custom rules say. */
export interface Part {
  readonly keywords: readonly string[];
  /** Returns the kind of frame, if this part knows it. */
  readonly put: (row: Row, places: readonly Place[], custom: CustomValues) => FrameKind | undefined;
}

const part = (
  keywords: readonly string[],
  put: (row: Row, places: readonly Place[], custom: CustomValues) => void,
): Part => ({
  keywords,
  put: (row, places, custom) => {
    put(row, places, custom);
    return undefined;
  },
});

const text = (name: 'facility_name' | 'instrument_name' | 'proposal_id' | 'observer'): Part =>
  part(TEXT_KEYWORDS[name], (row, places, custom) => putText(row, name, places, custom));

/** All that decides whether a file is an observation, besides its images. */
const DECIDING: readonly Part[] = [
  text('facility_name'),
  text('instrument_name'),
  part([...TEXT_KEYWORDS.target_name, ESO_TYPE.type, ESO_TYPE.target], putTarget),
  part(
    [
      ...TIME_KEYWORDS,
      ...SITE_KEYWORDS,
      ...LONGITUDE_KEYWORDS.map(({ keyword }) => keyword),
      ...[GEOCENTRIC.x, GEOCENTRIC.y, GEOCENTRIC.z],
    ],
    putTimes,
  ),
];

/** How many of the first parts decide whether a file is an observation. */
export const DECIDING_PARTS = DECIDING.length;

/** All parts, in the order of their values in a row. */
export const PARTS: readonly Part[] = [
  ...DECIDING,
  { keywords: [...IMAGE_TYPE_KEYWORDS, ESO_TYPE.category, ESO_TYPE.type], put: putImageType },
  part(
    [
      ...Object.values(FILTER_KEYWORD),
      ...FILTER_FAMILIES.flat(),
      ...[MODE_KEYWORD, BAND_KEYWORD, WAVELENGTH.value, WAVELENGTH.unit],
    ],
    putFilter,
  ),
  part(NUMBER_KEYWORDS.airmass, putAirmass),
  text('proposal_id'),
  text('observer'),
  part(INTENT.keywords, putIntent),
  part([...BINNING_PAIRS.flat(), ...BINNING_TEXTS], putBinning),
  part(DISPERSER_KEYWORDS, putDisperser),
  part(SEEING.keywords, putSeeing),
  part([...MOVING.keywords, ...SIMULATED_KEYWORDS], putFlags),
];

function putTarget(row: Row, places: readonly Place[], custom: CustomValues): void {
  putText(row, 'target_name', places, custom);
  const isThere = places.some((place) =>
    TEXT_KEYWORDS.target_name.some((keyword) => place.card(keyword) !== undefined),
  );
  putReason(row, 'target_name', isThere ? NO_TARGET.junk : NO_TARGET.absent);
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

/** The airmass at the horizon is about 38. */
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
