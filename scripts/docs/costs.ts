import { costsText } from '../costs.ts';
import { textBlock } from './markdown.ts';

/** What `npm run costs` prints without options. */
const EXAMPLE = { files: 1_000_000, changes: 100_000, questions: 10 };

/** The costs of a lake of a million files. */
export const costsSection = (): string => textBlock(costsText(EXAMPLE));
