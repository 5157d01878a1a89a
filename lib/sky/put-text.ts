import type { CustomValues } from './custom-rules.ts';
import type { DerivedName } from './derived.ts';
import { firstFound, isUsableText, numberOf, type Place } from './lookup.ts';
import { put, type Row } from './row.ts';
import { ESO_TYPE, TEXT_KEYWORDS } from './rules/keywords.ts';
import type { RuleTarget } from './rules.ts';

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
