/** A binary table as a small reader of its own finds it. */
export interface ReadTable {
  /** The cards of the table's header by keyword, as text without quotes. Continued text is joined. */
  readonly cards: ReadonlyMap<string, string>;
  /** The bytes of each row, column by column. */
  readonly rows: readonly (readonly Buffer[])[];
}

const BLOCK = 2880;
const WIDTHS: Readonly<Record<string, number>> = { L: 1, B: 1, J: 4, K: 8, D: 8 };

/** Reads the only table of a FITS file (FITS 4.0, sections 3, 4 and 7.3). */
export function readFits(file: Uint8Array): ReadTable {
  const bytes = Buffer.from(file);
  if (bytes.length % BLOCK !== 0) throw new Error(`${bytes.length} bytes are not whole blocks`);
  const { end: start } = readHeader(bytes, 0);
  const { cards, end } = readHeader(bytes, start);
  const number = (keyword: string): number => Number(cards.get(keyword));
  const widths = Array.from({ length: number('TFIELDS') }, (_, at) => {
    const form = cards.get(`TFORM${at + 1}`) ?? '';
    return form.endsWith('A') ? Number(form.slice(0, -1)) : (WIDTHS[form] ?? Number.NaN);
  });
  const rows = Array.from({ length: number('NAXIS2') }, (_, row) => {
    let at = end + row * number('NAXIS1');
    return widths.map((width) => {
      at += width;
      return bytes.subarray(at - width, at);
    });
  });
  const dataEnd = end + number('NAXIS1') * number('NAXIS2');
  if (bytes.length - dataEnd >= BLOCK) throw new Error('there are blocks after the table');
  if (bytes.subarray(dataEnd).some((byte) => byte !== 0)) throw new Error('the padding is not zeros');
  return { cards, rows };
}

function readHeader(bytes: Buffer, start: number): { cards: Map<string, string>; end: number } {
  const cards = new Map<string, string>();
  let last = '';
  for (let at = start; ; at += 80) {
    const card = bytes.toString('latin1', at, at + 80);
    if (!/^[ -~]{80}$/.test(card)) throw new Error(`byte ${at} is not in a card`);
    if (card.trimEnd() === 'END') return { cards, end: start + Math.ceil((at + 80 - start) / BLOCK) * BLOCK };
    const keyword = card.slice(0, 8).trimEnd();
    if (keyword === 'CONTINUE') {
      cards.set(last, `${cards.get(last)?.slice(0, -1)}${textOf(card.slice(10))}`);
      continue;
    }
    if (cards.has(keyword)) throw new Error(`${keyword} is there twice`);
    cards.set(keyword, keyword === 'COMMENT' ? card.slice(8).trim() : textOf(card.slice(10)));
    last = keyword;
  }
}

const textOf = (text: string): string => {
  const quoted = /^'((?:[^']|'')*)' *$/.exec(text);
  return quoted ? (quoted[1] ?? '').replaceAll("''", "'").trimEnd() : text.trim();
};
