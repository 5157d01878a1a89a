import { type CustomValues, NO_VALUES } from './custom-rules.ts';
import { DECIDING_PARTS, PARTS } from './parts.ts';
import { cardText, type Recall, recall } from './recall.ts';
import type { Row } from './row.ts';
import type { FrameKind } from './rules/image-types.ts';
import type { Snapshot } from './snapshot.ts';

/** What keywords say about an observation, wherever they are: everything but the structure of an HDU. */
export interface Described {
  readonly row: Row;
  /** Undefined if it is unknown. */
  readonly frame: FrameKind | undefined;
}

/** Which parts ask for a keyword, by number. */
const ASKING = new Map<string, number[]>();
for (const [number, { keywords }] of PARTS.entries())
  for (const keyword of new Set(keywords)) ASKING.set(keyword, [...(ASKING.get(keyword) ?? []), number]);

const MEMORIES: readonly Recall<Described>[] = PARTS.map(() => recall(4));

/**
 * Derives what the keywords of some places say. The result belongs to the caller.
 *
 * @param isWorthIt tests what the deciding parts say; if it is false, the others are not looked at
 */
export function describe(
  places: readonly Snapshot[],
  custom: CustomValues,
  isWorthIt: (row: Row) => boolean = () => true,
): Described {
  const row: Row = new Map();
  let frame: FrameKind | undefined;
  for (let number = 0; number < PARTS.length; number++) {
    if (number === DECIDING_PARTS && !isWorthIt(row)) break;
    const described = describePart(number, places, custom);
    for (const [name, value] of described.row) row.set(name, value);
    frame ??= described.frame;
  }
  return { row, frame };
}

function describePart(number: number, places: readonly Snapshot[], custom: CustomValues): Described {
  const compute = (some: readonly Snapshot[]): Described => {
    const row: Row = new Map();
    return { frame: PARTS[number]!.put(row, some, custom), row };
  };
  if (custom !== NO_VALUES) return compute(places);
  let cards = '';
  for (const place of places) {
    const own = toldBy(place)[number];
    // a place without any of the part's keywords says nothing
    if (own !== undefined) cards = cards === '' ? own : `${cards}\f${own}`;
  }
  return MEMORIES[number]!(cards, () =>
    compute(places.filter((place) => toldBy(place)[number] !== undefined)),
  );
}

const told = new WeakMap<Snapshot, (string | undefined)[]>();

/** The cards of a place that each part may ask for, as text; undefined if there are none. */
function toldBy(place: Snapshot): readonly (string | undefined)[] {
  const known = told.get(place);
  if (known !== undefined) return known;
  const parts: (string | undefined)[] = PARTS.map(() => undefined);
  for (const [keyword, card] of place.cards) {
    for (const number of ASKING.get(keyword) ?? [])
      parts[number] = (parts[number] ?? '') + cardText(keyword, card);
  }
  told.set(place, parts);
  return parts;
}
