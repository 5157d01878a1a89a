// Header cards as data, and as text: FITS standard 4.0, section 4.

/** A number that is written with exactly these digits: `1.5D+03`, `120.0`. */
export interface Digits {
  readonly digits: string;
}

/** null is an undefined value. A whole number becomes an integer card; use `real` for `120.0`. */
type Value = string | number | boolean | null | Digits;

/** Keyword, value, comment. COMMENT, HISTORY and blank keywords have text as their value, and no comment. */
export type Card = readonly [keyword: string, value: Value, comment?: string];

/** A floating-point value with exactly these digits. */
export const real = (digits: string): Digits => ({ digits });

const WIDTH = 80;
const COMMENTARY = new Set(['', 'COMMENT', 'HISTORY']);
/** The most characters between the quotes of a string: columns 12 to 79. */
const STRING_ROOM = 68;

/**
 * The 80-character records of a card. Values are in fixed format (4.2). Strings and comments that are too long
 * continue on further records (4.2.1.2), and long keywords follow the ESO HIERARCH convention. Throws an Error that
 * names the card if it does not fit.
 */
export function records(card: Card): string[] {
  const [keyword, value, comment = ''] = card;
  if (COMMENTARY.has(keyword)) {
    return wrapped(String(value), WIDTH - 8).map((line) => record(keyword.padEnd(8) + line, keyword));
  }
  if (keyword.length > 8) {
    const start = `HIERARCH ${keyword} = `;
    return [record(withComment(start + shortValue(value), comment), keyword)];
  }
  const start = `${keyword.padEnd(8)}= `;
  if (typeof value === 'string') {
    const whole = withComment(start + quoted(value).padEnd(20), comment);
    return whole.length <= WIDTH ? [record(whole, keyword)] : continued(start, value, comment);
  }
  return [record(withComment(start + shortValue(value).padStart(20), comment), keyword)];
}

function shortValue(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  return typeof value === 'number' ? String(value).toUpperCase() : value.digits;
}

/** At least eight characters between the quotes, as old readers expect them in XTENSION and similar cards. */
const quoted = (text: string): string => `'${text.replaceAll("'", "''").padEnd(8)}'`;

const withComment = (text: string, comment: string): string =>
  comment === '' ? text : `${text.padEnd(30)} / ${comment}`;

function record(text: string, keyword: string): string {
  if (text.length > WIDTH) throw new Error(`the card ${keyword} takes ${text.length} characters: ${text}`);
  if (!/^[ -~]*$/.test(text)) throw new Error(`the card ${keyword} contains characters that are not ASCII`);
  return text.padEnd(WIDTH);
}

/** A string over several records: all but the last end in `&`, and `CONTINUE  ''` has only a comment. */
function continued(start: string, value: string, comment: string): string[] {
  const texts = pieces(value.replaceAll("'", "''"));
  const last = texts.length - 1;
  const starts = texts.map((_, index) => (index === 0 ? start : 'CONTINUE  '));
  const lines = texts.map((text, index) => `${starts[index]}'${text}${index < last ? '&' : ''}'`);
  const ending = withComment(lines[last]!, comment);
  if (ending.length <= WIDTH) return [...lines.slice(0, last), ending].map((line) => record(line, start));
  lines[last] = `${starts[last]}'${texts[last]}&'`;
  const remarks = wrapped(comment, WIDTH - 33);
  const more = remarks.map((remark, index) =>
    withComment(index < remarks.length - 1 ? "CONTINUE  '&'" : "CONTINUE  ''", remark),
  );
  return [...lines, ...more].map((line) => record(line, start));
}

/** Splits the text of a string, in which quotes are doubled already, but never between two doubled quotes. */
function pieces(text: string): string[] {
  const room = STRING_ROOM - 1;
  const cut: string[] = [];
  let rest = text;
  while (rest.length > room) {
    const quotes = /'*$/.exec(rest.slice(0, room))![0].length;
    const length = quotes % 2 === 0 ? room : room - 1;
    cut.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return [...cut, rest];
}

/** The text in lines of at most `room` characters, broken at blanks. */
function wrapped(text: string, room: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
