import { deriver, type FilePlace } from '../../lib/sky/derive.ts';
import type { DerivedName, DerivedValues } from '../../lib/sky/derived.ts';
import { type HduHeader, type HeaderCard, headerOf } from '../../lib/sky/header.ts';
import { DEFAULT_SETTINGS, type DerivationSettings } from '../../lib/sky/rules.ts';
import { type ReadHdu, readPath } from './read-file.ts';

// Headers for the sky room: of real files, and made of a few lines.

/** The header of an HDU that was read from a file. */
export function readHeader({ hdu, type, cards }: ReadHdu): HduHeader {
  const byKeyword = new Map<string, HeaderCard>();
  for (const { name, ...card } of cards) {
    const before = byKeyword.get(name);
    if (card.type !== 'commentary' && (before === undefined || before.value === ''))
      byKeyword.set(name, card);
  }
  return headerOf(hdu, type, byKeyword);
}

/** A value of a made header, or a value with its comment. */
type Made = string | number | boolean | readonly [value: string | number | boolean, comment: string];

/** A header of keywords and values. Numbers that have no fraction are integers. */
export function madeHeader(
  cards: Readonly<Record<string, Made>>,
  { hdu = 0, type = hdu === 0 ? 'PRIMARY' : 'IMAGE' }: { hdu?: number; type?: string } = {},
): HduHeader {
  const entries = Object.entries(cards).map(([keyword, made]) => [keyword, madeCard(made)] as const);
  return headerOf(hdu, type, new Map(entries));
}

function madeCard(made: Made): HeaderCard {
  const [value, comment] = typeof made === 'object' ? made : [made, ''];
  if (typeof value === 'string') return { value, comment, type: 'string' };
  if (typeof value === 'boolean') return { value: String(value), comment, type: 'logical' };
  return { value: String(value), comment, type: Number.isInteger(value) ? 'integer' : 'float' };
}

/** The file of the derived values in tests. */
export const FILE: FilePlace = { bucket: 'bucket', key: 'folder/file.fits' };

/** What is derived from headers. */
export function derivedFrom(
  headers: readonly HduHeader[],
  settings: DerivationSettings = DEFAULT_SETTINGS,
  file: FilePlace = FILE,
): DerivedValues {
  const derive = deriver(file, settings);
  for (const header of headers) derive.hdu(header);
  return derive.end();
}

/** Values and sources of a row by name. */
export type ByName = Partial<Record<DerivedName, { readonly value: string; readonly source: string }>>;

/** The values of the file's row by name. */
export const fileValues = ({ file }: DerivedValues): ByName =>
  Object.fromEntries(file.map(({ name, value, source }) => [name, { value, source }]));

/** The file's row of primary headers and extensions that are made of a few cards each. */
export const rowFrom = (...headers: Readonly<Record<string, Made>>[]): ByName =>
  fileValues(derivedFrom(headers.map((cards, hdu) => madeHeader(cards, { hdu }))));

/** What is derived from a file on disk. */
export const derivedFromPath = async (path: string): Promise<DerivedValues> =>
  derivedFrom((await readPath(path)).hdus.map(readHeader));

/** The start, exposure, instrument and target of a row. */
export const essence = ({
  obs_start,
  t_exptime,
  instrument_name,
  target_name,
}: ByName): (string | undefined)[] =>
  [obs_start, t_exptime, instrument_name, target_name].map((value) => value?.value);
