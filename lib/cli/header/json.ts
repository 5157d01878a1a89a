// header --format json.

import { cardComment, cardName, cardType, cardValue } from '../../fits/card-table.ts';
import { extensionName } from '../files/hdu-pattern.ts';
import { jsonArray } from '../terminal/json-array.ts';
import { forEachHdu, type HeaderPrinter } from './read.ts';

/** Prints an array of files, each with its selected HDUs and cards. */
export const printJson: HeaderPrinter = async (files, selection) => {
  let hdus: unknown[] = [];
  const array = jsonArray();
  const counts = await forEachHdu(
    files,
    selection,
    (_, hdu) => {
      const { cards } = hdu;
      const selected: unknown[] = [];
      for (let card = 0; card < cards.count; card++) {
        const name = cardName(cards, card);
        if (!selection.keyword(name)) continue;
        const type = cardType(cards, card);
        const value = type === 'undefined' ? null : cardValue(cards, card);
        selected.push({ name, value, comment: cardComment(cards, card), index: card, type });
      }
      hdus.push({ hdu: hdu.hdu, type: hdu.type, ...extensionName(cards), cards: selected });
    },
    (path) => {
      array.add(JSON.stringify({ file: path, hdus }));
      hdus = [];
    },
  );
  array.end();
  return counts;
};
