// Angles as people and headers write them: decimal degrees, or sexagesimal.

/** An angle as it is written, in its own unit. */
export interface WrittenAngle {
  readonly value: number;
  /** The unit that is written with the number, if there is one. */
  readonly unit: 'hour' | 'degree' | undefined;
  readonly isSexagesimal: boolean;
}

const DECIMAL = /^([+-]?)\s*((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?) *(h|d|deg|°)?$/i;
const SEXAGESIMAL =
  /^([+-]?)\s*(\d{1,3})(?:\s*([hd°:])\s*|\s+)(\d{1,2}(?:\.\d*)?)(?:(?:\s*[m'′:]\s*|\s+)(\d{1,2}(?:\.\d*)?)\s*(?:s|''|"|″)?|\s*[m'′:])?$/i;

/**
 * Reads `10.68`, `0.71h`, `00:42:44.3`, `0h42m44.3s`, `00 42 44.3`, `-5:23.5` or `41°16′09″`. Undefined if the text is
 * none of these, or if its minutes or seconds are out of range.
 */
export function writtenAngle(text: string): WrittenAngle | undefined {
  const plain = text.replace('\u2212', '-').trim();
  const [, sign = '', number, suffix] = DECIMAL.exec(plain) ?? [];
  if (number !== undefined)
    return { value: signed(sign, Number(number)), unit: unitOf(suffix), isSexagesimal: false };
  const [, before = '', first, unit, minutes = '', seconds = '0'] = SEXAGESIMAL.exec(plain) ?? [];
  // only the last field may have decimals. Headers round 59.99 seconds to 60
  if (first === undefined || Number(minutes) >= 60 || Number(seconds) > 60) return undefined;
  if (minutes.includes('.') && Number(seconds) !== 0) return undefined;
  const value = Number(first) + Number(minutes) / 60 + Number(seconds) / 3600;
  return { value: signed(before, value), unit: unitOf(unit), isSexagesimal: true };
}

const signed = (sign: string, value: number): number => (sign === '-' ? -value : value);

function unitOf(letters: string | undefined): WrittenAngle['unit'] {
  if (letters === undefined || letters === ':') return undefined;
  return letters.toLowerCase() === 'h' ? 'hour' : 'degree';
}
