import { distance } from 'fastest-levenshtein';
import { SettingRefused } from '../../settings/refused.ts';
import { SETTING_NAMES } from './settings.ts';

/**
 * Refuses a name in the CDK context that looks like a setting with a typing error. CDK would silently ignore
 * `-c sourcebucket=x`. Other names are allowed, because a `~/.cdk.json` may contain anything.
 *
 * @throws SettingRefused for the first such name
 */
export function refuseMistypedNames(names: readonly string[]): void {
  const known: readonly string[] = SETTING_NAMES;
  for (const name of names) {
    if (known.includes(name)) continue;
    const nearest = known.find((setting) => isNear(normalized(name), normalized(setting)));
    if (nearest !== undefined)
      throw new SettingRefused(name, undefined, `is not a setting. Did you mean ${nearest}?`);
  }
}

/** A name in lower case, without separators and without a plural s. */
const normalized = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]|s$/g, '');

/** Whether a name is one typing error away from a setting, two if its name is long, and none if it is as short as `rules`. */
const isNear = (name: string, setting: string): boolean =>
  distance(name, setting) <= (setting.length > 8 ? 2 : setting.length > 4 ? 1 : 0);
