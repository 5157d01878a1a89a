import { costsText } from '../costs.ts';
import { textBlock } from './markdown.ts';

/** The lake for which `npm run costs` prints the costs if it has no options. */
export const EXAMPLE_LAKE = { files: 1_000_000, changes: 100_000, questions: 10 };

/** The costs of a lake of a million files. */
export const costsSection = (): string => textBlock(costsText(EXAMPLE_LAKE));
