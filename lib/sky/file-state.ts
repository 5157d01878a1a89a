import { factsOf, type HduFacts } from './hdu-facts.ts';
import type { HduHeader, HeaderCard } from './header.ts';
import { type Mosaic, mosaic } from './mosaic.ts';
import {
  conflict,
  type Identity,
  identityOf,
  isSomething,
  joined,
  type Snapshot,
  snapshot,
  snapshotOf,
} from './snapshot.ts';
import type { NoSky, SkyImage } from './wcs/sky-image.ts';

// What a deriver remembers of the HDUs that it has seen: the cards of the primary HDU, the first card of each keyword in
// the extensions, and the outlines of images. A file may have 10,000 HDUs.

/** One HDU: its cards that rows use, and its structure. */
export interface SeenHdu {
  readonly own: Snapshot;
  readonly facts: HduFacts;
  /** Where values of its row are looked for: in itself, then in the primary HDU. */
  readonly places: readonly Snapshot[];
}

/** What is known after the last HDU. */
export interface SeenFile {
  /** Where values of the file's row are looked for. None: the headers have nothing that a row could use. */
  readonly places: readonly Snapshot[];
  /** The HDU that stands for the product of the file. */
  readonly main: HduFacts | undefined;
  readonly sky: ReturnType<Mosaic['end']>;
  readonly isSolar: boolean;
  readonly isCelestial: boolean;
  /** Whether there are data, and all of them describe an instrument or a selection. */
  readonly isDescribing: boolean;
}

/** Remembers the HDUs of a file. */
export interface FileState {
  add(header: HduHeader): SeenHdu;
  end(): SeenFile;
}

/** What one header says, without the others. */
interface Looked {
  readonly type: string;
  readonly keywords: ReadonlySet<string>;
  readonly own: Snapshot;
  readonly facts: HduFacts;
  readonly identity: Identity;
}

/** Many HDUs have the same cards, also in different files. */
const looked = new WeakMap<HduHeader['cards'], Looked>();

function look(header: HduHeader, keywords: ReadonlySet<string>): Looked {
  const { type, cards } = header;
  const before = looked.get(cards);
  if (before?.type === type && before.keywords === keywords) return before;
  const own = snapshotOf(header, keywords);
  const looks = { type, keywords, own, facts: factsOf(header), identity: identityOf(own) };
  looked.set(cards, looks);
  return looks;
}

/** Returns an empty memory. */
export function fileState(keywords: ReadonlySet<string>): FileState {
  let primary: Snapshot | undefined;
  const firsts = new Map<string, HeaderCard>();
  const extensions = snapshot(firsts);
  /** The first HDU that says what it is about. If others say something else, it alone stands for the file. */
  let subject: SeenHdu | undefined;
  let inConflict = false;
  let about: Identity = [];
  let aboutPrimary: Identity = [];
  let main: HduFacts | undefined;
  const images = mosaic();
  const data = { solar: false, celestial: false, all: 0, describing: 0 };

  const add = (header: HduHeader): SeenHdu => {
    const { own, facts, identity } = look(header, keywords);
    const isAlone =
      primary === undefined || header.card('INHERIT')?.value === 'false' || conflict(identity, aboutPrimary);
    const seen = { own, facts, places: isAlone ? [own] : [own, primary!] };
    inConflict ||= conflict(identity, about);
    if (isSomething(identity)) subject ??= seen;
    about = joined(about.length === 0 ? identity : about, identity);
    if (primary === undefined) {
      primary = own;
      aboutPrimary = identity;
    } else for (const [keyword, card] of own.cards) if (!firsts.has(keyword)) firsts.set(keyword, card);
    if (rank(facts) > rank(main)) main = facts;
    images.add(facts);
    data.solar ||= facts.isSolar;
    data.celestial ||= facts.isCelestial;
    if (facts.hasData) data.all++;
    if (facts.hasData && facts.isDescribing) data.describing++;
    return seen;
  };
  return {
    add,
    end: () => {
      const isDescribing = data.all > 0 && data.describing === data.all;
      if (inConflict && subject !== undefined) return { ...alone(subject), isDescribing };
      const hasCards = firsts.size + (primary?.cards.size ?? 0) > 0;
      const all = firsts.size > 0 ? [primary!, extensions] : [primary!];
      const places = primary !== undefined && (hasCards || data.celestial) ? all : [];
      return {
        places,
        main,
        sky: images.end(),
        isSolar: data.solar,
        isCelestial: data.celestial,
        isDescribing,
      };
    },
  };
}

const alone = ({ own, facts }: SeenHdu): Omit<SeenFile, 'isDescribing'> => ({
  places: [own],
  main: facts,
  sky: facts.sky,
  isSolar: facts.isSolar,
  isCelestial: facts.isCelestial,
});

/** How well an HDU can stand for the product of its file: the first of the highest rank does. */
function rank(facts: HduFacts | undefined): number {
  if (facts === undefined) return 0;
  if (!facts.hasData) return 1;
  if (facts.isCompanion) return 2;
  if (facts.product === undefined) return 3;
  return facts.product.type === undefined ? 4 : 5;
}

/** Whether an image has a position. */
export const hasPosition = (sky: SkyImage | NoSky | undefined): sky is SkyImage =>
  sky !== undefined && 'centre' in sky;
