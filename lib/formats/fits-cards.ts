// Header cards as FITS 4.0 writes them (https://fits.gsfc.nasa.gov/fits_standard.html, section 4).

const CARD = 80;
/** FITS files consist of blocks of this size. */
const BLOCK = 2880;

/** The most characters of a string on one card, between its quotes. */
const MOST_CHARACTERS = 68;

/** A keyword and its value. Text that does not fit on one card continues on the next (section 4.2.1.2). */
export type Card = readonly [keyword: string, value: string | number | bigint | boolean];

/** A header: its cards, END, and blanks up to the end of the block. */
export function fitsHeader(cards: readonly Card[]): Uint8Array {
  const lines = cards.flatMap(linesOf);
  // older readers look for it; the standard no longer asks for it
  if (lines.some((line) => line.startsWith('CONTINUE'))) lines.push(...linesOf(['LONGSTRN', 'OGIP 1.0']));
  const text = [...lines, 'END'].map((line) => line.padEnd(CARD)).join('');
  return Buffer.from(text.padEnd(blocks(text.length)), 'latin1');
}

/** The size of whole blocks that hold this many bytes. */
export const blocks = (bytes: number): number => Math.ceil(bytes / BLOCK) * BLOCK;

function linesOf([keyword, value]: Card): string[] {
  if (keyword === 'COMMENT') return [`COMMENT ${value}`];
  const name = `${keyword.padEnd(8)}= `;
  if (typeof value === 'boolean') return [name + (value ? 'T' : 'F').padStart(20)];
  if (typeof value !== 'string') return [name + String(value).padStart(20)];
  const parts = quotable(value);
  return parts.map((part, at) => {
    const continued = at < parts.length - 1 ? `${part}&` : part;
    return at === 0 ? `${name}'${continued.padEnd(8)}'` : `CONTINUE  '${continued}'`;
  });
}

/** A text in parts that fit on one card each, with the quotes in it doubled. */
function quotable(text: string): string[] {
  const escaped = [...fitsText(text)].map((character) => (character === "'" ? "''" : character));
  if (escaped.join('').length <= MOST_CHARACTERS) return [escaped.join('')];
  const parts = [''];
  for (const character of escaped) {
    const last = parts.at(-1) ?? '';
    // room for the ampersand
    if (last.length + character.length >= MOST_CHARACTERS) parts.push(character);
    else parts[parts.length - 1] = last + character;
  }
  return parts;
}

/** The characters that FITS text cannot have. */
const IMPOSSIBLE = /[^\x20-\x7e]/gu;

/** Text that FITS can hold: printable ASCII. All other characters become `?`, as STIL and TOPCAT write them. */
export const fitsText = (text: string): string => text.replace(IMPOSSIBLE, '?');
