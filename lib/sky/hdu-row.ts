import { customValues } from './custom-rules.ts';
import type { DerivedName, DerivedValue } from './derived.ts';
import { type Described, describe } from './described.ts';
import { hasPosition, type SeenHdu } from './file-state.ts';
import type { HduFacts } from './hdu-facts.ts';
import type { HeaderCard } from './header.ts';
import { pointingOf } from './pointing.ts';
import { putPointing, putSky } from './put-position.ts';
import { putStructure } from './put-structure.ts';
import type { Row } from './row.ts';
import { NOTES } from './rules/reasons.ts';
import type { InstrumentRule } from './rules.ts';

// The rows of HDUs with a position in `obscore_hdus`.

/** Derives the rows of HDUs, one after another. */
export interface HduRows {
  /** Undefined if the HDU has no position. */
  rowOf(seen: SeenHdu): Row | undefined;
}

/** Returns a deriver of HDU rows. Many HDUs say the same: what their keywords say is derived once. */
export function hduRows(rules: readonly InstrumentRule[]): HduRows {
  let before:
    | { readonly cards: SeenHdu['own']['cards']; readonly places: number; readonly described: Described }
    | undefined;

  const describedBy = ({ own, places }: SeenHdu): Described => {
    if (before !== undefined && before.places === places.length && sameCards(before.cards, own.cards))
      return before.described;
    const described = describe(places, customValues(rules, places));
    before = { cards: own.cards, places: places.length, described };
    return described;
  };
  return {
    rowOf: (seen) => {
      const { facts, own, places } = seen;
      if (facts.isSolar || !mayHavePosition(facts)) return undefined;
      const pointing = hasPosition(facts.sky) ? undefined : pointingOf([own], customValues(rules, [own]));
      if (!hasPosition(facts.sky) && typeof pointing !== 'object') return undefined;
      const described = describedBy(seen);
      if (described.frame?.sky === false) return undefined;
      const row: Row = new Map(described.row);
      putStructure(row, facts, places);
      if (hasPosition(facts.sky)) putSky(row, facts.sky);
      else if (typeof pointing === 'object') putPointing(row, pointing);
      return row.has('s_ra') ? row : undefined;
    },
  };
}

/** Whether an HDU may have a row: not without data, nor if it only describes others, such as good time intervals. */
const mayHavePosition = ({ hasData, isDescribing }: HduFacts): boolean => hasData && !isDescribing;

function sameCards(one: ReadonlyMap<string, HeaderCard>, other: ReadonlyMap<string, HeaderCard>): boolean {
  if (one === other) return true;
  if (one.size !== other.size) return false;
  for (const [keyword, card] of one) {
    const second = other.get(keyword);
    if (second === undefined || second.value !== card.value || second.comment !== card.comment) return false;
  }
  return true;
}

/** Always in the row of an HDU, even if they equal those of the file. */
const ALWAYS: readonly DerivedName[] = ['s_ra', 's_dec'];
/** Never in the row of an HDU: SQL takes them from the file. */
const OF_FILE: ReadonlySet<DerivedName> = new Set(['obs_id', 'obs_publisher_did', 'calib_level']);

/** What the row of an HDU says beyond that of its file; values that only the file has become empty. */
export function beyondFile(row: Row, file: Row): DerivedValue[] {
  const values: DerivedValue[] = [];
  for (const [name, { value, source }] of row) {
    if (value !== '' && (ALWAYS.includes(name) || file.get(name)?.value !== value))
      values.push({ name, value, source });
  }
  for (const [name, { value }] of file) {
    const own = row.get(name)?.value ?? '';
    if (value !== '' && own === '' && !OF_FILE.has(name))
      values.push({ name, value: '', source: NOTES.notHere });
  }
  return values;
}
