import { cardComment, cardName, cardType, cardValue } from '../../fits/card-table.ts';
import { writeOut } from '../terminal/output.ts';
import { eachHdu, type HeaderFormat } from './read.ts';
import { extensionName } from './selection.ts';

/** An array of files, each with the HDUs and cards that were asked for. */
export const printJson: HeaderFormat = async (files, asked) => {
  let hdus: unknown[] = [];
  let separator = '[\n';
  const outcome = await eachHdu(
    files,
    (_, hdu) => {
      if (!asked.hdu(hdu)) return;
      const { cards } = hdu;
      const found: unknown[] = [];
      for (let card = 0; card < cards.count; card++) {
        const name = cardName(cards, card);
        if (!asked.keyword(name)) continue;
        const type = cardType(cards, card);
        const value = type === 'undefined' ? null : cardValue(cards, card);
        found.push({ name, value, comment: cardComment(cards, card), index: card, type });
      }
      hdus.push({ hdu: hdu.hdu, type: hdu.type, ...extensionName(cards), cards: found });
    },
    (path) => {
      writeOut(`${separator}${JSON.stringify({ file: path, hdus })}`);
      separator = ',\n';
      hdus = [];
    },
  );
  writeOut(separator === '[\n' ? '[]\n' : '\n]\n');
  return outcome;
};
