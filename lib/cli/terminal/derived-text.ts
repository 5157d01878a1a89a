import { counted } from './words.ts';

/** The line of a report that says how many files were derived again. */
export const derivedText = (files: number): string =>
  `${counted(files, 'file')} derived again, without opening ${files === 1 ? 'it' : 'them'}`;
