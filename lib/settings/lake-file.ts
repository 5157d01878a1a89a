import { nearest } from '../engines/nearest.ts';
import { SETTINGS_FILE } from '../lake/naming.ts';
import { codeOf, fileProblem } from '../stores/file-problem.ts';
import { LinkInLake } from '../stores/link-in-lake.ts';
import { readSmallFile } from '../stores/small-file.ts';
import { readSetting, settingText } from './read-setting.ts';
import { SettingRefused } from './refused.ts';
import { SHARED_NAMES, SHARED_SETTINGS, type SharedName, type SharedSettings } from './shared.ts';

// The settings of a lake in a folder: a small JSON file in it. Lakes are copied, so the file may come from a stranger.

/** The texts of the settings that are set; the others have their defaults. */
export type GivenSettings = Readonly<Partial<Record<SharedName, string>>>;

/** The settings of a lake. `rules` is a path below the lake's folder. */
export interface LakeSettings extends SharedSettings {
  readonly given: GivenSettings;
}

/** The settings file of a lake cannot be used. The message names the file. */
export class LakeSettingsRefused extends Error {
  override readonly name = 'LakeSettingsRefused';
  readonly file: string;
  /** @param why follows the name of the file */
  constructor(file: string, why: string) {
    super(`${file}: ${why}; correct the file, or delete it to get the defaults`);
    this.file = file;
  }
}

/** The most bytes of a settings file. */
const MOST_BYTES = 65_536;

/**
 * Reads the settings of a lake. Without a file, or without a lake, all have their defaults.
 *
 * @param lake the lake's folder
 * @throws LakeSettingsRefused, LinkInLake
 */
export function readLakeSettings(lake: string): LakeSettings {
  const file = `${lake}/${SETTINGS_FILE}`;
  try {
    const bytes = readSmallFile(lake, SETTINGS_FILE, MOST_BYTES);
    return lakeSettings(bytes === undefined ? {} : jsonObject(bytes));
  } catch (error) {
    if (error instanceof LinkInLake) throw error;
    // not a folder, so not a lake
    if (codeOf(error) === 'ENOTDIR') return lakeSettings({});
    throw new LakeSettingsRefused(file, error instanceof SettingRefused ? error.message : fileProblem(error));
  }
}

/** Parses and checks settings. Throws {@link SettingRefused} for the first one that is wrong. */
export function lakeSettings(values: Readonly<Record<string, unknown>>): LakeSettings {
  for (const name of Object.keys(values)) sharedName(name);
  const settings = SHARED_NAMES.map((name) => [
    name,
    readSetting<SharedSettings[SharedName]>(SHARED_SETTINGS[name], name, values[name]),
  ]);
  const given = SHARED_NAMES.map((name) => [name, settingText(name, values[name]).trim()] as const);
  const shared = Object.fromEntries(settings) as SharedSettings;
  if (shared.rules !== undefined && !isPathBelow(shared.rules))
    throw new SettingRefused('rules', values['rules'], "is not the path of a file below the lake's folder");
  return {
    ...shared,
    given: Object.fromEntries(given.filter(([, text]) => text !== '')),
  };
}

/** The setting with this name. Throws {@link SettingRefused} if there is none. */
export function sharedName(name: string): SharedName {
  const known = SHARED_NAMES.find((shared) => shared === name);
  if (known !== undefined) return known;
  const similar = nearest(name, SHARED_NAMES);
  const advice =
    similar === undefined ? `the settings are ${SHARED_NAMES.join(', ')}` : `did you mean ${similar}?`;
  // escaped, because the file may come from a stranger
  const shown = JSON.stringify(name.slice(0, 100)).slice(1, -1);
  throw new SettingRefused(shown, undefined, `a lake has no setting of this name; ${advice}`);
}

/** A setting as JSON files and reports have it: a number, a list of suffixes, or text; null for no rules. */
export function plainValue(
  settings: LakeSettings,
  name: SharedName,
): number | readonly string[] | string | null {
  if (name === 'collectionDepth' || name === 'suffixes') return settings[name];
  return settings.given[name] ?? (SHARED_SETTINGS[name].default || (name === 'rules' ? null : ''));
}

/** The content of the settings file. */
export function settingsFileText(settings: LakeSettings): string {
  const given = Object.keys(settings.given) as SharedName[];
  const values = Object.fromEntries(given.map((name) => [name, plainValue(settings, name)]));
  return `${JSON.stringify(values, undefined, 2)}\n`;
}

/** Whether a path stays below the folder that it is relative to. Links are another matter. */
const isPathBelow = (path: string): boolean => !/(?:^|\/)\.{0,2}(?:\/|$)/.test(path) && !/[\\:]/.test(path);

/** Parses a JSON object. Throws an Error whose message names the line, if possible. */
function jsonObject(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  const text = decoded(bytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const [, line] = /\(line (\d+) column \d+\)$/.exec(String(error)) ?? [];
    throw new Error(`it is not valid JSON${line === undefined ? '' : `, in line ${line}`}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('it is not a JSON object, such as { "keywords": "GAIN:double" }');
  return { ...value };
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error('it is not text in UTF-8');
  }
}
