import type { Refuse } from './readers.ts';
import { SettingRefused } from './refused.ts';
import type { Setting } from './shared.ts';

/**
 * Reads and checks a setting. If it is missing or blank, it has its default.
 *
 * @param name its name in errors: of the setting, or of the option
 * @param value what the user gave: text, or whatever a JSON file contains
 * @throws SettingRefused
 */
export function readSetting<T>({ read, default: text }: Setting<T>, name: string, value: unknown): T {
  const refuse: Refuse = (why) => {
    throw new SettingRefused(name, value, why);
  };
  return read(settingText(name, value).trim() || text, refuse);
}

/**
 * A setting as text: JSON files may contain numbers, booleans and lists of strings. It is `''` for null and undefined.
 *
 * @throws SettingRefused
 */
export function settingText(name: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string'))
    throw new SettingRefused(name, value, 'is not a string, a number, a boolean or a list of strings');
  if (value.length === 0)
    throw new SettingRefused(name, value, 'is an empty list: leave it out to get the default');
  return value.join(',');
}
