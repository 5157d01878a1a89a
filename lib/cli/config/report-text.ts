import { SETTINGS_FILE } from '../../lake/naming.ts';
import { type LakeSettings, plainValue } from '../../settings/lake-file.ts';
import { SHARED_NAMES, type SharedName } from '../../settings/shared.ts';
import { printable } from '../terminal/output.ts';
import { shellQuoted } from '../terminal/shell.ts';
import { suffixWords } from '../terminal/suffix-text.ts';
import { counted } from '../terminal/words.ts';

/**
 * The settings of a lake, one per line, with their origin.
 *
 * @param rules the number of custom rules, or why they cannot be used
 */
export function configText(lake: string, settings: LakeSettings, rules: number | Error): string {
  const longest = Math.max(...SHARED_NAMES.map((name) => name.length));
  const lines = SHARED_NAMES.map(
    (name) =>
      `${name.padEnd(longest)}  ${originOf(settings, name).padEnd('default'.length)}  ${valueText(settings, name, rules)}`,
  );
  return `${[`settings of the lake ${printable(lake)}:`, ...lines].join('\n')}\n`;
}

/** The settings as a JSON object, with their origin. */
export function configJson(lake: string, settings: LakeSettings): string {
  const values = SHARED_NAMES.map((name) => [
    name,
    { value: plainValue(settings, name), origin: originOf(settings, name) },
  ]);
  const report = { lake, file: `${lake}/${SETTINGS_FILE}`, settings: Object.fromEntries(values) };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

/** What the user has to do after a change; '' if nothing. */
export function appliedText(lake: string, changed: readonly SharedName[]): string {
  const names = changed.filter((name) => name !== 'keywords');
  return names.length === 0
    ? ''
    : `to apply ${names.join(', ')}: fits-datalake ingest --lake ${shellQuoted(lake)} PATH...\n`;
}

/**
 * After a return to the built-in rules: that the copy of the custom ones, which may have been edited, is still there.
 *
 * @param path of the copy, below the lake's folder
 */
export const keptRulesText = (lake: string, path: string): string =>
  `${path} is still in the lake, but not used; delete it, or use it again: ` +
  `fits-datalake config --lake ${shellQuoted(lake)} rules=${shellQuoted(`${lake}/${path}`)}\n`;

function valueText(settings: LakeSettings, name: SharedName, rules: number | Error): string {
  const value = plainValue(settings, name);
  if (value === null || value === '') return '(none)';
  if (name === 'suffixes')
    return originOf(settings, name) === 'default'
      ? suffixWords(settings.suffixes)
      : settings.suffixes.join(',');
  const text = printable(String(value));
  if (name !== 'rules') return text;
  return `${text} (${rules instanceof Error ? 'cannot be used' : counted(rules, 'rule')})`;
}

const originOf = ({ given }: LakeSettings, name: SharedName): 'set' | 'default' =>
  given[name] === undefined ? 'default' : 'set';
