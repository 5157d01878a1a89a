import { EVERYTHING, type Selection, type Span } from './selection.ts';
import { DEFAULT_VIEW, MOST_ZOOM, PARTS, type View, WHOLE } from './view.ts';

// The fragment of the address: selection and view as parameters. An empty value of a facet would be ambiguous, so values
// start with `=`, and `~` is no value.

/** What the address holds. */
export interface Place {
  readonly selection: Selection;
  readonly view: View;
  /** What a row is: an HDU with a position; by default a file. */
  readonly isHdus?: boolean | undefined;
  /** The file in the header viewer. */
  readonly file?: string | undefined;
}

const NO_VALUE = '~';

/** The fragment for a place, without `#`. */
export function toFragment({ selection, view, isHdus, file }: Place): string {
  const parameters = new URLSearchParams();
  const { sky, time, facets, spans } = selection;
  if (sky !== undefined)
    parameters.set('sky', sky === 'none' ? 'none' : [sky.ra, sky.dec, sky.radius].join(' '));
  if (time !== undefined) parameters.set('time', time === 'none' ? 'none' : spanText(time));
  for (const [name, values] of Object.entries(facets))
    for (const value of values) parameters.append(`f.${name}`, value === null ? NO_VALUE : `=${value}`);
  for (const [name, span] of Object.entries(spans)) parameters.set(`n.${name}`, spanText(span));
  for (const [name, value] of Object.entries(viewParameters(view))) parameters.set(name, value);
  if (isHdus === true) parameters.set('rows', 'hdus');
  if (file !== undefined) parameters.set('file', file);
  return parameters.toString();
}

const spanText = ({ from, to }: Span): string => `${from} ${to}`;

function viewParameters({ whole, part, frame, centre, zoom, time, images }: View): Record<string, string> {
  return {
    ...(whole === DEFAULT_VIEW.whole ? {} : { whole }),
    ...(part === DEFAULT_VIEW.part ? {} : { part }),
    ...(frame === DEFAULT_VIEW.frame ? {} : { frame }),
    ...(centre[0] === 0 && centre[1] === 0 ? {} : { at: centre.join(' ') }),
    ...(zoom === 1 ? {} : { zoom: String(zoom) }),
    ...(time === undefined ? {} : { shown: spanText(time) }),
    ...(images === true ? { images: 'on' } : {}),
  };
}

/** The place of a fragment. What it does not understand, it leaves out. */
export function fromFragment(fragment: string): Place {
  const parameters = new URLSearchParams(fragment.replace(/^#/, ''));
  const facets: Record<string, (string | null)[]> = {};
  const spans: Record<string, Span> = {};
  for (const [name, value] of parameters) {
    if (/^f\.\w+$/.test(name)) facets[name.slice(2)] = [...(facets[name.slice(2)] ?? []), facetValue(value)];
    const span = /^n\.\w+$/.test(name) ? spanOf(value) : undefined;
    if (span !== undefined) spans[name.slice(2)] = span;
  }
  const [sky, time] = [parameters.get('sky'), parameters.get('time')];
  const cone = sky === null ? undefined : skyOf(sky);
  const span = time === null ? undefined : time === 'none' ? 'none' : spanOf(time);
  return {
    selection: {
      ...EVERYTHING,
      ...(cone === undefined ? {} : { sky: cone }),
      ...(span === undefined ? {} : { time: span }),
      facets,
      spans,
    },
    view: viewOf(parameters),
    ...(parameters.get('rows') === 'hdus' ? { isHdus: true } : {}),
    ...(parameters.has('file') ? { file: parameters.get('file') ?? '' } : {}),
  };
}

const facetValue = (text: string): string | null => (text === NO_VALUE ? null : text.replace(/^=/, ''));

/** Numbers that are separated by blanks; undefined if there are not exactly so many. */
function numbersOf(text: string, count: number): number[] | undefined {
  const numbers = text.split(' ').map((part) => (part === '' ? Number.NaN : Number(part)));
  return numbers.length === count && numbers.every(Number.isFinite) ? numbers : undefined;
}

function spanOf(text: string): Span | undefined {
  const [from = 0, to = 0] = numbersOf(text, 2) ?? [];
  return from < to ? { from, to } : undefined;
}

function skyOf(text: string): Selection['sky'] {
  if (text === 'none') return 'none';
  const [ra = -1, dec = 0, radius = 0] = numbersOf(text, 3) ?? [];
  const fits = ra >= 0 && ra <= 360 && Math.abs(dec) <= 90 && radius > 0 && radius <= 180;
  return fits ? { ra, dec, radius } : undefined;
}

function viewOf(parameters: URLSearchParams): View {
  const [longitude = 0, latitude = 0] = numbersOf(parameters.get('at') ?? '', 2) ?? [];
  const shown = spanOf(parameters.get('shown') ?? '');
  const zoom = Number(parameters.get('zoom') ?? 1);
  return {
    whole: WHOLE.find((name) => name === parameters.get('whole')) ?? DEFAULT_VIEW.whole,
    part: PARTS.find((name) => name === parameters.get('part')) ?? DEFAULT_VIEW.part,
    frame: parameters.get('frame') === 'galactic' ? 'galactic' : 'equatorial',
    centre: Math.abs(latitude) <= 90 ? [longitude, latitude] : [0, 0],
    zoom: zoom >= 1 && zoom <= MOST_ZOOM ? zoom : 1,
    ...(shown === undefined ? {} : { time: shown }),
    ...(parameters.get('images') === 'on' ? { images: true } : {}),
  };
}
