import type { InstrumentRule } from '../../sky/rules.ts';
import { fileProblem } from '../../stores/file-problem.ts';
import { LinkInLake } from '../../stores/link-in-lake.ts';
import { readNamedFile, readSmallFile } from '../../stores/small-file.ts';
import { MOST_RULES_BYTES, parseRules } from './parse.ts';
import { RulesRefused } from './refused.ts';

/** A rules file: its bytes, and the rules in it. */
export interface RulesFile {
  readonly bytes: Uint8Array;
  readonly rules: readonly InstrumentRule[];
}

/**
 * Reads and checks a rules file that the user named. Links are followed.
 *
 * @param path absolute
 * @throws RulesRefused
 */
export const readRulesFile = (path: string): RulesFile =>
  checked(path, () => readNamedFile(path, MOST_RULES_BYTES));

/**
 * Reads and checks the rules file of a lake, which may come from a stranger: only a regular file in the lake is read.
 *
 * @param lake the lake's folder
 * @param path the path of the file below it; it has been checked
 * @throws RulesRefused, LinkInLake
 */
export const readLakeRules = (lake: string, path: string): readonly InstrumentRule[] =>
  checked(`${lake}/${path}`, () => {
    const bytes = readSmallFile(lake, path, MOST_RULES_BYTES);
    if (bytes === undefined)
      throw new Error('there is no such file, but the setting rules of the lake names it');
    return bytes;
  }).rules;

function checked(file: string, read: () => Uint8Array): RulesFile {
  let bytes: Uint8Array;
  let text: string;
  try {
    bytes = read();
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // UTF-16, as far as it is ASCII, is also UTF-8
    if (text.includes('\0')) throw new TypeError('it has NUL characters');
  } catch (error) {
    if (error instanceof LinkInLake) throw error;
    const why = error instanceof TypeError ? 'it is not text in UTF-8' : fileProblem(error);
    throw new RulesRefused(file, undefined, why);
  }
  return { bytes, rules: parseRules(file, text) };
}
