// header --format cards.

import { CARD, textOf } from '../../fits/ascii.ts';
import { cardEnd, cardName, cardRecord } from '../../fits/card-table.ts';
import { extensionName } from '../files/hdu-pattern.ts';
import { printable, writeOut } from '../terminal/output.ts';
import { forEachHdu, type HeaderPrinter } from './read.ts';

/** Prints cards as they are in the file, below a line that names the HDU and the file. */
export const printCards: HeaderPrinter = (files, selection) =>
  forEachHdu(files, selection, (path, hdu) => {
    const { cards } = hdu;
    const lines: string[] = [];
    for (let card = 0; card < cards.count; card++) {
      if (!selection.keyword(cardName(cards, card))) continue;
      const end = cardEnd(cards, card);
      for (let record = cardRecord(cards, card); record < end; record++) {
        lines.push(printable(textOf(cards.bytes, record * CARD, (record + 1) * CARD).trimEnd()));
      }
    }
    if (lines.length === 0 && !selection.everything) return;
    const { extname, extver } = extensionName(cards);
    const name = extname === '' ? '' : ` (${printable(extname)},${extver})`;
    writeOut(`# HDU ${hdu.hdu}${name} in ${printable(path)}\n${lines.join('\n')}\n\n`);
  });
