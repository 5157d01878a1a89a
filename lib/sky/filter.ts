import { firstFound, numberOf, type Place, textIn } from './lookup.ts';
import {
  BAND_KEYWORD,
  BANDS,
  FILTER_FAMILIES,
  FILTER_KEYWORD,
  MODE_KEYWORD,
  metresIn,
  NO_FILTER,
  type Range,
  WAVELENGTH,
} from './rules/filters.ts';

/** A filter's name, and where it was found. */
export interface Filter {
  readonly name: string;
  readonly source: string;
}

/** The filter that the first of the places names. */
export function filterOf(places: readonly Place[]): Filter | undefined {
  for (const place of places) {
    const filter = filterIn(place);
    if (filter !== undefined) return filter;
  }
  return undefined;
}

function filterIn(place: Place): Filter | undefined {
  const named = textIn(place, FILTER_KEYWORD.filter);
  if (named !== undefined) {
    if (isFilter(named)) return { name: named, source: FILTER_KEYWORD.filter };
    const pupil = textIn(place, FILTER_KEYWORD.pupil);
    if (pupil !== undefined && isFilter(pupil)) return { name: pupil, source: FILTER_KEYWORD.pupil };
  }
  return joined(place) ?? mode(place) ?? knownBand(place) ?? wavelengthName(place);
}

const isFilter = (name: string): boolean =>
  !NO_FILTER.test(name.toUpperCase()) && numberOf(name) === undefined;

/** The filters in the beam, joined by `+`. */
function joined(place: Place): Filter | undefined {
  for (const family of FILTER_FAMILIES) {
    const found = family.filter((keyword) => {
      const name = textIn(place, keyword);
      return name !== undefined && isFilter(name);
    });
    if (found.length === 0) continue;
    const names = [...new Set(found.map((keyword) => textIn(place, keyword)))];
    return { name: names.join('+'), source: found.join(' ') };
  }
  return undefined;
}

function mode(place: Place): Filter | undefined {
  const found = firstFound([place], [MODE_KEYWORD]);
  return found && { name: found.card.value.trim(), source: found.keyword };
}

function knownBand(place: Place): Filter | undefined {
  const name = textIn(place, BAND_KEYWORD);
  return name !== undefined && Object.hasOwn(BANDS, name) ? { name, source: BAND_KEYWORD } : undefined;
}

function wavelengthName(place: Place): Filter | undefined {
  const wavelength = wavelengthIn(place);
  if (wavelength === undefined) return undefined;
  const name = `${numberOf(textIn(place, WAVELENGTH.value)!)} ${textIn(place, WAVELENGTH.unit)}`;
  return { name, source: wavelength.source };
}

/** The single wavelength that a header gives with its unit. */
export function wavelengthIn(place: Place): (Range & { readonly source: string }) | undefined {
  const [value, unit] = [textIn(place, WAVELENGTH.value), textIn(place, WAVELENGTH.unit)];
  const number = value === undefined ? undefined : numberOf(value);
  const metres = unit === undefined ? undefined : metresIn(unit);
  if (number === undefined || metres === undefined || number <= 0) return undefined;
  const wavelength = Number((number * metres).toPrecision(12));
  return { min: wavelength, max: wavelength, source: `${WAVELENGTH.value} ${WAVELENGTH.unit}` };
}
