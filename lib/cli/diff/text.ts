// diff without --format json.

import type { HduDifference } from '../../fits/compare/compare-files.ts';
import type { CardDifference } from '../../fits/compare/compare-headers.ts';
import type { ComparedCard, KeptHdu } from '../../fits/compare/kept-hdu.ts';
import { type Colour, writeColoured } from '../terminal/colour.ts';
import { printable, writeOut } from '../terminal/output.ts';
import type { DiffPrinter } from './printer.ts';

const only = (side: 'a' | 'b', name: string): void =>
  writeLine(
    `Only in the ${side === 'a' ? 'first' : 'second'} folder: ${name}`,
    side === 'a' ? 'red' : 'green',
  );

/** Prints only which files differ. */
export const briefPrinter = (): DiffPrinter => ({
  different: (a, b) => writeLine(`The headers of ${a} and ${b} differ`),
  only,
  end: () => {},
});

/** Prints each difference on a line of its own: `-` only in the first file, `+` only in the second, `~` changed. */
export function textPrinter(): DiffPrinter {
  let separator = '';
  return {
    different: (a, b, differences) => {
      writeOut(separator);
      separator = '\n';
      writeLine(`--- ${a}`, 'red');
      writeLine(`+++ ${b}`, 'green');
      for (const difference of differences) printHdu(difference);
    },
    only,
    end: () => {},
  };
}

function writeLine(text: string, colour?: Colour): void {
  writeColoured([printable(text), colour], '\n');
}

/** `HDU 1 (SCI,1)` */
const labelOf = ({ hdu, extname, extver }: KeptHdu): string =>
  `HDU ${hdu}${extname === '' ? '' : ` (${extname},${extver})`}`;

function printHdu({ a, b, isMoved, cards }: HduDifference): void {
  if (a && b) {
    const place = a.hdu === b.hdu ? '' : `, in the second file HDU ${b.hdu}`;
    writeLine(`${labelOf(a)}${place}${isMoved ? ' (moved)' : ''}`);
    const room = Math.max(8, ...cards.map(({ keyword }) => Math.min(keyword.length, 24)));
    for (const card of cards) printCard(card, room);
  } else if (a) writeLine(`- ${labelOf(a)}: ${a.type}`, 'red');
  else if (b) writeLine(`+ ${labelOf(b)}: ${b.type}`, 'green');
}

/** Values that together have more characters are on two lines. */
const LINE = 72;

function printCard({ keyword, a, b }: CardDifference, room: number): void {
  const name = keyword.padEnd(room);
  if (a && b) {
    const withComments = a.comment !== b.comment;
    const [before, after] = [textOf(a, withComments), textOf(b, withComments)];
    if (before.length + after.length <= LINE) {
      writeLine(`  ~ ${name} ${before} -> ${after}`, 'yellow');
      return;
    }
    writeLine(`  ~ ${name} ${before}`, 'yellow');
    writeLine(`    ${' '.repeat(room - 3)} -> ${after}`, 'yellow');
  } else if (a) writeLine(`  - ${name} ${textOf(a, true)}`, 'red');
  else if (b) writeLine(`  + ${name} ${textOf(b, true)}`, 'green');
}

/** A value as a card shows it, and its comment if it has one. */
function textOf({ type, value, comment }: ComparedCard, withComment: boolean): string {
  const text = withComment && comment !== '' ? ` / ${comment}` : '';
  switch (type) {
    case 'string':
      return `'${value}'${text}`;
    case 'logical':
      return (value === 'true' ? 'T' : 'F') + text;
    case 'undefined':
      return `(no value)${text}`;
    default:
      return value + text;
  }
}
