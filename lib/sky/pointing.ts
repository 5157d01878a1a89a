import { declination, rightAscension } from './angle.ts';
import type { CustomValues } from './custom-rules.ts';
import type { HeaderCard } from './header.ts';
import { isUsableText, type Place } from './lookup.ts';
import { POSITION_KEYWORDS } from './rules/keywords.ts';
import type { SkyPoint } from './sky-point.ts';
import { toPoint, toVector } from './sphere.ts';
import type { CelestialAxes } from './wcs/celestial-axes.ts';
import { declaredFrame } from './wcs/declared-frame.ts';
import { keywordsOf } from './wcs/keywords.ts';

// Positions of the pointing or the target, for HDUs without a WCS.

/** A position that keywords give. */
export interface Pointing {
  readonly point: SkyPoint;
  readonly source: string;
}

/** The position in the keywords of the first place that has one. */
export function pointingOf(
  places: readonly Place[],
  custom: CustomValues,
): Pointing | 'unreadable' | undefined {
  const ruled = ruledPointing(custom);
  if (ruled !== undefined) return ruled;
  let problem: 'unreadable' | undefined;
  for (const place of places) {
    for (const { ra: raKeyword, dec: decKeyword, mayBeHours } of POSITION_KEYWORDS) {
      const [raCard, decCard] = [place.card(raKeyword), place.card(decKeyword)];
      if (raCard === undefined || decCard === undefined) continue;
      if (!isUsableText(raCard) || !isUsableText(decCard)) continue;
      const ra = rightAscension(raCard, mayBeHours === undefined ? {} : { mayBeHours });
      const dec = declination(decCard);
      // both zero: nobody filled them in
      const isSet = ra !== undefined && dec !== undefined && (ra !== 0 || dec !== 0);
      const icrs = isSet ? inIcrs({ ra, dec }, place, raCard) : undefined;
      if (icrs !== undefined) return { point: icrs.point, source: `${raKeyword} ${decKeyword}${icrs.note}` };
      problem = 'unreadable';
    }
  }
  return problem;
}

function ruledPointing(custom: CustomValues): Pointing | undefined {
  const [ra, dec] = [custom('s_ra'), custom('s_dec')];
  if (ra === undefined || dec === undefined) return undefined;
  const point = {
    ra: rightAscension(ra.card, ra.unit === undefined ? {} : { unit: ra.unit }),
    dec: declination(dec.card),
  };
  if (point.ra === undefined || point.dec === undefined) return undefined;
  return { point: { ra: point.ra, dec: point.dec }, source: `${ra.source} ${dec.source}` };
}

const EQUATORIAL: CelestialAxes = {
  pair: [1, 2],
  lengths: [1, 1],
  type: { kind: 'longitude', system: 'equatorial', pair: 'RA', projection: '', distortion: '' },
};

/** The equinox that a comment states decides, and otherwise the frame that the header declares. */
function inIcrs(
  point: SkyPoint,
  place: Place,
  { comment }: HeaderCard,
): { readonly point: SkyPoint; readonly note: string } | undefined {
  if (/J\s?2000|ICRS/i.test(comment)) return { point, note: '' };
  const frame = declaredFrame(keywordsOf(place), EQUATORIAL);
  if ('reason' in frame) return undefined;
  if (frame.name === '' || frame.name === 'FK5') return { point, note: '' };
  return { point: toPoint(frame.toIcrs(toVector(point))), note: ` (${frame.name})` };
}
