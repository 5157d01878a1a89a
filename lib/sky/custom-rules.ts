import { longitude } from './angle.ts';
import type { HeaderCard } from './header.ts';
import { isUsableText, type Place } from './lookup.ts';
import { NOTES } from './rules/reasons.ts';
import type { InstrumentRule, RuleTarget, ValueRule } from './rules.ts';

// Applies the users' rules, which come before the built-in keywords.

/** A value that a rule gives. */
export interface RuleValue {
  /** Its card; for a constant, one made of it. */
  readonly card: HeaderCard;
  readonly place: Place;
  readonly unit: string | undefined;
  /** As the comment of a derived row. */
  readonly source: string;
}

/** Finds the values that rules give to one row. */
export type CustomValues = (target: RuleTarget) => RuleValue | undefined;

/** What rules say where none applies. */
export const NO_VALUES: CustomValues = () => undefined;

const same = (one: string, other: string): boolean => one.trim().toLowerCase() === other.trim().toLowerCase();

/** Returns a lookup in the rules that apply to the places of a row. */
export function customValues(rules: readonly InstrumentRule[], places: readonly Place[]): CustomValues {
  const matching = rules.filter(({ when }) =>
    Object.entries(when).every(([keyword, values]) =>
      places.some((place) => {
        const card = place.card(keyword);
        return card !== undefined && values.some((value) => same(value, card.value));
      }),
    ),
  );
  if (matching.length === 0) return NO_VALUES;
  return (target) => {
    for (const { set } of matching) {
      const rule = Object.hasOwn(set, target) ? set[target] : undefined;
      const value = rule === undefined ? undefined : valueBy(rule, places);
      if (value !== undefined) return value;
    }
    return undefined;
  };
}

function valueBy(rule: ValueRule, places: readonly Place[]): RuleValue | undefined {
  if (rule.value !== undefined) {
    const card: HeaderCard = { value: rule.value, comment: '', type: 'string' };
    return { card, place: places[0]!, unit: rule.unit, source: `(${NOTES.rule})` };
  }
  for (const place of places) {
    for (const keyword of rule.keywords ?? []) {
      const card = place.card(keyword);
      if (card === undefined || !isUsable(card, rule)) continue;
      const value = translated(card.value, rule.values ?? {});
      return { card: { ...card, value }, place, unit: rule.unit, source: `${keyword} (${NOTES.rule})` };
    }
  }
  return undefined;
}

const isUsable = (card: HeaderCard, { ignore = [] }: ValueRule): boolean =>
  isUsableText(card) && !ignore.some((word) => same(word, card.value));

const translated = (value: string, values: Readonly<Record<string, string>>): string =>
  Object.entries(values).find(([word]) => same(word, value))?.[1] ?? value;

/** The longitude that a rule gives: degrees, east positive. */
export function customLongitude(
  custom: CustomValues,
): { readonly east: number; readonly source: string } | undefined {
  const value = custom('longitude');
  const east = value === undefined ? undefined : longitude(value.card.value);
  return east === undefined ? undefined : { east, source: value!.source };
}
