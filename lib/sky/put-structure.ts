import type { HduFacts } from './hdu-facts.ts';
import { firstFound, numberOf, type Place } from './lookup.ts';
import { put, putNumber, type Row } from './row.ts';
import { NUMBER_KEYWORDS } from './rules/keywords.ts';
import { LEVEL_RULES, LOWEST_LEVEL, unitRule } from './rules/products.ts';

/** Puts what the structure of an HDU says: its product, axes and unit. */
export function putStructure(row: Row, facts: HduFacts, places: readonly Place[]): void {
  const { product, spectral, polarization, unit } = facts;
  if (product !== undefined) {
    put(row, 'dataproduct_type', product.type, product.source);
    put(row, 'dataproduct_subtype', product.subtype, product.source);
  }
  if (spectral !== undefined) {
    const { source } = spectral;
    putNumber(row, 'em_min', spectral.min, source);
    putNumber(row, 'em_max', spectral.max, source);
    putNumber(row, 'em_xel', spectral.xel, source);
    putNumber(row, 'em_res_power', spectral.resPower, source);
  }
  if (polarization !== undefined) {
    put(row, 'pol_states', polarization.states, polarization.source);
    putNumber(row, 'pol_xel', polarization.xel, polarization.source);
  }
  putNumber(row, 't_xel', facts.timeLength, 'time axis');
  if (unit !== undefined) {
    put(row, 'o_unit', unit, 'BUNIT');
    put(row, 'o_ucd', unitRule(unit)?.ucd, 'BUNIT');
  }
  putBeam(row, places);
}

/** The major axis of the beam is in degrees (AIPS memo 117). */
function putBeam(row: Row, places: readonly Place[]): void {
  const found = firstFound(places, NUMBER_KEYWORDS.s_resolution, ({ value }) => {
    const degrees = numberOf(value);
    return degrees !== undefined && degrees > 0 && degrees < 180;
  });
  if (found !== undefined) putNumber(row, 's_resolution', numberOf(found.card.value)! * 3600, found.keyword);
}

/** Puts the calibration level, which every observation has. */
export function putLevel(row: Row, facts: HduFacts | undefined, places: readonly Place[]): void {
  for (const { level, keyword, value } of LEVEL_RULES) {
    if (!places.some((place) => value.test(place.card(keyword)?.value.trim() ?? ''))) continue;
    putNumber(row, 'calib_level', level, keyword);
    return;
  }
  const isPhysical = facts?.unit !== undefined && unitRule(facts.unit)?.isPhysical === true;
  putNumber(row, 'calib_level', isPhysical ? 2 : LOWEST_LEVEL, isPhysical ? 'BUNIT' : 'FITS');
}
