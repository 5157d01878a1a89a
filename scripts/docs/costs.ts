import { PRICES } from '../../lib/deployment/prices.ts';
import { costsText, EXAMPLE_LAKE } from '../costs.ts';
import { textBlock } from './markdown.ts';

/** An observatory of the size of the largest repositories of headers. */
export const OBSERVATORY = {
  ...EXAMPLE_LAKE,
  ...{ files: 20_000_000, cards: 500, changes: 600_000, questions: 100, collections: 1000 },
};

/** The costs of a lake of a million files. */
export const costsSection = (): string => textBlock(costsText(EXAMPLE_LAKE));

/** The costs of an observatory. */
export const observatorySection = (): string => textBlock(costsText(OBSERVATORY));

/** The prices, with the pages that they are from. */
export function pricesTable(): string {
  const rows = Object.values(PRICES).map(
    ({ dollars, per, unit, page, asOf, quotedBy }) =>
      `| ${per === 1 ? '' : `${per.toLocaleString('en')} `}${unit} | ${dollars} | [${page.replace(/^https:\/\/|\/$/g, '')}](${page}) | [${asOf}](${quotedBy}) |`,
  );
  return ['| what | US dollars | page | quoted |', '|---|---|---|---|', ...rows].join('\n');
}
