import type { HduHeader } from './header.ts';
import { numberIn, textIn } from './lookup.ts';
import { cardText, type Recall, recall } from './recall.ts';
import {
  COMPANIONS,
  DESCRIBING_CLASSES,
  MOST_COLUMNS,
  PRODUCT_OF_CLASS,
  SPECTROSCOPIC,
  SPECTRUM,
  TIME_SERIES,
  WAVELENGTH_AXIS,
} from './rules/products.ts';
import { isBesideSky, isStructural } from './wanted.ts';
import { type Axis, type AxisKind, axesOf, type Polarization, polarization } from './wcs/axes.ts';
import { celestialType } from './wcs/ctype.ts';
import { type NoSky, type SkyImage, skyImage } from './wcs/sky-image.ts';
import { type SpectralAxis, spectralAxis } from './wcs/spectral-axis.ts';

/** What kind of product an HDU is. */
export interface Product {
  /** Of the IVOA's list; undefined if it is named only in `subtype`. */
  readonly type: string | undefined;
  readonly subtype: string | undefined;
  readonly source: string;
}

/** What the structure of one header says: the part that other HDUs do not inherit. */
export interface HduFacts {
  readonly hasData: boolean;
  /** Whether it describes an instrument or a selection. */
  readonly isDescribing: boolean;
  /** Whether it is an error, quality or weight image. */
  readonly isCompanion: boolean;
  /** Whether its image shows the Sun, in coordinates of the Sun. */
  readonly isSolar: boolean;
  /** Whether its image has axes on the celestial sphere, even if they are not understood. */
  readonly isCelestial: boolean;
  readonly product: Product | undefined;
  readonly sky: SkyImage | NoSky | undefined;
  readonly spectral: SpectralAxis | undefined;
  readonly polarization: Polarization | undefined;
  readonly timeLength: number | undefined;
  readonly unit: string | undefined;
}

const SOLAR = /^(HPLN|HPLT|HGLN|HGLT|CRLN|CRLT|HCLN|HCLT|HRLN|HRLT|HECR|HECH|SOLX|SOLY|SOLAR[-_]?[XY])/i;

/** HDUs that are at the same place on the sky, such as an image and its errors. */
interface Alike {
  readonly axes: readonly Axis[];
  readonly sky: SkyImage | NoSky | undefined;
  readonly facts: Recall<HduFacts>;
}

/** How many images are remembered. Mosaics rarely have more. */
const MOST_IMAGES = 100;
/** How many HDUs at one place are remembered. */
const MOST_FACTS = 8;
const images = recall<Alike>(MOST_IMAGES);

/** Looks at the structure of one HDU. Comments make no difference. */
export function factsOf(header: HduHeader): HduFacts {
  let ofSky = `${header.type.length} ${header.type}`;
  let others = '';
  for (const [keyword, { value, type }] of header.cards) {
    if (!isStructural(keyword)) continue;
    const text = cardText(keyword, { value, type, comment: '' });
    if (isBesideSky(keyword)) others += text;
    else ofSky += text;
  }
  const { axes, sky, facts } = images(ofSky, () => {
    const all = axesOf(header);
    return { axes: all, sky: skyImage(header, all), facts: recall(MOST_FACTS) };
  });
  return facts(others, () => factsWith(header, axes, sky));
}

function factsWith(header: HduHeader, axes: readonly Axis[], sky: SkyImage | NoSky | undefined): HduFacts {
  const isImage = axes.length > 0;
  const has = (...kinds: readonly AxisKind[]): boolean => axes.some(({ kind }) => kinds.includes(kind));
  const spectral = has('spectral') ? spectralAxis(header, axes) : undefined;
  const hasData = (numberIn(header, 'NAXIS') ?? 0) > 0;
  const name = textIn(header, 'EXTNAME')?.toUpperCase() ?? '';
  return {
    hasData,
    isDescribing: DESCRIBING_CLASSES.has(classOf(header)) || DESCRIBING_CLASSES.has(name),
    isCompanion: COMPANIONS.has(name),
    isSolar: isImage && axes.some(({ ctype }) => SOLAR.test(ctype)),
    isCelestial: sky !== undefined && axes.some(isCelestial),
    product: hasData ? productOf(header, axes, spectral) : undefined,
    sky,
    spectral,
    polarization: has('stokes') ? polarization(header) : undefined,
    timeLength: axes.find(({ kind }) => kind === 'time')?.length,
    unit: isImage ? textIn(header, 'BUNIT') : undefined,
  };
}

const isCelestial = ({ ctype }: Axis): boolean => (celestialType(ctype)?.system ?? 'other') !== 'other';

const classOf = (header: HduHeader): string => textIn(header, 'HDUCLAS1')?.toUpperCase() ?? '';

function productOf(
  header: HduHeader,
  axes: readonly Axis[],
  spectral: SpectralAxis | undefined,
): Product | undefined {
  const named = classOf(header);
  const type = PRODUCT_OF_CLASS[named];
  if (type !== undefined && Object.hasOwn(PRODUCT_OF_CLASS, named))
    return { type, subtype: undefined, source: 'HDUCLAS1' };
  if (named === 'RESPONSE') return { type: undefined, subtype: 'response', source: 'HDUCLAS1' };
  return axes.length > 0 ? productOfAxes(header, axes, spectral) : productOfTable(header);
}

function productOfAxes(
  header: HduHeader,
  axes: readonly Axis[],
  spectral: SpectralAxis | undefined,
): Product | undefined {
  if (isVisibility(header)) return { type: 'visibility', subtype: undefined, source: 'GROUPS PTYPE1 PTYPE2' };
  const sourceOf = (some: readonly Axis[]): string => some.map(({ number }) => `CTYPE${number}`).join(' ');
  const celestial = axes.filter(({ kind }) => kind === 'longitude' || kind === 'latitude');
  const depth = axes.filter(({ kind, length }) => (kind === 'spectral' || kind === 'time') && length > 1);
  const long = axes.filter(({ length }) => length > 1);
  if (celestial.length >= 2) {
    const type = depth.length > 0 ? 'cube' : 'image';
    return { type, subtype: undefined, source: sourceOf([...celestial, ...depth]) };
  }
  const frame = spectroscopicFrame(header, axes);
  if (long.length === 1 && long[0]!.kind === 'spectral')
    return { type: 'spectrum', subtype: undefined, source: spectral?.source ?? sourceOf(long) };
  return long.length >= 2 ? frame : undefined;
}

function spectroscopicFrame(header: HduHeader, axes: readonly Axis[]): Product | undefined {
  const axis = axes.find(({ kind, ctype }) => kind === 'spectral' || WAVELENGTH_AXIS.test(ctype));
  const keyword =
    axis === undefined
      ? SPECTROSCOPIC.keywords.find((name) => SPECTROSCOPIC.words.test(textIn(header, name) ?? ''))
      : `CTYPE${axis.number}`;
  return keyword === undefined
    ? undefined
    : { type: undefined, subtype: 'spectroscopic frame', source: keyword };
}

/** Random groups with the baselines UU and VV (FITS standard 4.0, 6; AIPS memo 117). */
function isVisibility(header: HduHeader): boolean {
  if (header.card('GROUPS')?.value !== 'true') return false;
  const types = Array.from({ length: 9 }, (_, n) => textIn(header, `PTYPE${n + 1}`) ?? '');
  return ['UU', 'VV'].every((name) => types.some((type) => type.toUpperCase().startsWith(name)));
}

function productOfTable(header: HduHeader): Product | undefined {
  const count = Math.min(numberIn(header, 'TFIELDS') ?? 0, MOST_COLUMNS);
  const names = Array.from({ length: count }, (_, n) => header.card(`TTYPE${n + 1}`)?.value.trim() ?? '');
  const columns = (...patterns: readonly RegExp[]): string | undefined => {
    const found = patterns.map((pattern) => names.findIndex((name) => pattern.test(name)) + 1);
    return found.includes(0) ? undefined : found.map((column) => `TTYPE${column}`).join(' ');
  };
  const series = columns(TIME_SERIES.time, TIME_SERIES.value);
  if (series !== undefined) return { type: 'timeseries', subtype: undefined, source: series };
  const spectrum = columns(SPECTRUM.wavelength, SPECTRUM.value);
  return spectrum === undefined ? undefined : { type: 'spectrum', subtype: undefined, source: spectrum };
}
