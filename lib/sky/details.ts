import type { CustomValues } from './custom-rules.ts';
import { firstFound, isUsableText, numberIn, numberOf, type Place, textIn } from './lookup.ts';
import { put, putNumber, type Row } from './row.ts';
import {
  BINNING_PAIRS,
  BINNING_TEXTS,
  DISPERSER_KEYWORDS,
  INTENT,
  MOVING,
  NO_DISPERSER,
  SEEING,
  SIMULATED_KEYWORDS,
} from './rules/details.ts';

// The useful columns beyond ObsCore's.

/** Puts whether the observation is for science or for calibration. */
export function putIntent(row: Row, places: readonly Place[], custom: CustomValues): void {
  const ruled = custom('intent');
  if (ruled !== undefined) {
    put(row, 'intent', ruled.card.value.trim(), ruled.source);
    return;
  }
  const meaning = ({ value }: { value: string }): string | undefined =>
    INTENT.words.get(value.trim().toUpperCase());
  const found = firstFound(places, INTENT.keywords, (card) => meaning(card) !== undefined);
  if (found !== undefined) put(row, 'intent', meaning(found.card), found.keyword);
}

/** Puts the binning as `2x2`. */
export function putBinning(row: Row, places: readonly Place[], custom: CustomValues): void {
  const ruled = custom('binning');
  if (ruled !== undefined) {
    put(row, 'binning', ruled.card.value.trim(), ruled.source);
    return;
  }
  for (const place of places) {
    for (const [x, y] of BINNING_PAIRS) {
      const [across, along] = [numberIn(place, x), numberIn(place, y)];
      if (isFactor(across) && isFactor(along)) {
        put(row, 'binning', `${across}x${along}`, `${x} ${y}`);
        return;
      }
    }
    for (const keyword of BINNING_TEXTS) {
      const parts = /^(\d{1,2})[\s,x*]+(\d{1,2})$/i.exec(textIn(place, keyword) ?? '');
      if (parts !== null) {
        put(row, 'binning', `${Number(parts[1])}x${Number(parts[2])}`, keyword);
        return;
      }
    }
  }
}

const isFactor = (number: number | undefined): number is number =>
  number !== undefined && Number.isInteger(number) && number > 0 && number < 100;

/** Puts the grating, grism or prism. */
export function putDisperser(row: Row, places: readonly Place[], custom: CustomValues): void {
  const ruled = custom('disperser');
  if (ruled !== undefined) {
    put(row, 'disperser', ruled.card.value.trim(), ruled.source);
    return;
  }
  const found = firstFound(
    places,
    DISPERSER_KEYWORDS,
    (card) =>
      isUsableText(card) && !NO_DISPERSER.test(card.value.trim()) && numberOf(card.value) === undefined,
  );
  if (found !== undefined) put(row, 'disperser', found.card.value.trim(), found.keyword);
}

/** Puts the seeing in arcsec. */
export function putSeeing(row: Row, places: readonly Place[], custom: CustomValues): void {
  const isSeeing = (card: { value: string; comment: string }): boolean => {
    const number = numberOf(card.value);
    return number !== undefined && number > 0 && number < SEEING.most && !SEEING.otherUnit.test(card.comment);
  };
  const ruled = custom('seeing');
  if (ruled !== undefined && isSeeing({ ...ruled.card, comment: '' })) {
    putNumber(row, 'seeing', numberOf(ruled.card.value), ruled.source);
    return;
  }
  const found = firstFound(places, SEEING.keywords, isSeeing);
  if (found !== undefined) putNumber(row, 'seeing', numberOf(found.card.value), found.keyword);
}

/** Puts whether the target moves among the stars, and whether the data are simulated. */
export function putFlags(row: Row, places: readonly Place[]): void {
  const moving = firstFlag(places, MOVING.keywords, MOVING.yes, MOVING.no);
  if (moving !== undefined) put(row, 'moving_target', moving.value, moving.source);
  const simulated = firstFlag(places, SIMULATED_KEYWORDS, /^(true|t|yes|1)$/i, /^(false|f|no|0)$/i);
  if (simulated !== undefined) put(row, 'simulated', simulated.value, simulated.source);
}

function firstFlag(
  places: readonly Place[],
  keywords: readonly string[],
  yes: RegExp,
  no: RegExp,
): { value: string; source: string } | undefined {
  for (const place of places) {
    for (const keyword of keywords) {
      const text = place.card(keyword)?.value.trim() ?? '';
      if (yes.test(text)) return { value: 'true', source: keyword };
      if (no.test(text)) return { value: 'false', source: keyword };
    }
  }
  return undefined;
}
