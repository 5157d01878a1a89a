// The width of text on a terminal: Unicode's East Asian Wide characters take two columns, combining marks none.

const ASCII = /^[\x20-\x7e]*$/;
const MARK = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]$/u;

const widthOf = (character: string): number => (MARK.test(character) ? 0 : WIDE.test(character) ? 2 : 1);

/** The number of columns that text takes. */
export function width(text: string): number {
  if (ASCII.test(text)) return text.length;
  let sum = 0;
  for (const character of text) sum += widthOf(character);
  return sum;
}

/** Text of at most `most` columns. Longer text loses its end to an ellipsis. */
export const cut = (text: string, most: number): string =>
  width(text) <= most ? text : `${beginning(text, most - 1)}…`;

/** Text of at most `most` columns. Longer text loses its beginning to an ellipsis. */
export function cutLeft(text: string, most: number): string {
  if (width(text) <= most) return text;
  const reversed = (characters: string): string => [...characters].reverse().join('');
  return `…${reversed(beginning(reversed(text), most - 1))}`;
}

/** As much of the beginning as fits into `most` columns. */
function beginning(text: string, most: number): string {
  let [kept, room] = ['', most];
  for (const character of text) {
    room -= widthOf(character);
    if (room < 0) break;
    kept += character;
  }
  return kept;
}
