import { counted } from './words.ts';

/** How many files an upgrade or other rules concerned, in a report. */
export const derivedText = (files: number): string =>
  `${counted(files, 'file')} derived again, without opening ${files === 1 ? 'it' : 'them'}`;
