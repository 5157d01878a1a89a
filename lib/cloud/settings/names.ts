import { distance } from 'fastest-levenshtein';
import { SettingRefused } from './refused.ts';
import { SETTINGS } from './settings.ts';

const NAMES = Object.keys(SETTINGS);

/**
 * Refuses a context name that looks like a setting's, but is none: `-c sourcebucket=x` would else be ignored in
 * silence. Other names are other people's: a `~/.cdk.json` may hold any.
 *
 * Throws {@link SettingRefused}.
 */
export function refuseMistypedNames(given: readonly string[]): void {
  for (const name of given) {
    if (NAMES.includes(name)) continue;
    const meant = NAMES.find((known) => isNear(plain(name), plain(known)));
    if (meant !== undefined) throw new SettingRefused(name, undefined, `is no setting: ${meant} is one`);
  }
}

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]|e?s$/g, '');

/** Whether one slip of the keyboard, or two in a long name, makes one word of another. */
function isNear(word: string, known: string): boolean {
  return distance(word, known) <= (known.length > 8 ? 2 : 1);
}
