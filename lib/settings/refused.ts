import { inspect } from 'node:util';

// The error for a setting, and how it shows the value.

/** A setting that the stack cannot be built with. The message is one sentence for the user. */
export class SettingRefused extends Error {
  override readonly name = 'SettingRefused';
  readonly setting: string;
  /** What the user gave; undefined if that is not the problem. */
  readonly value: unknown;
  /** @param why continues a sentence that begins with the setting and its value */
  constructor(setting: string, value: unknown, why: string) {
    super(`${setting}: ${value === undefined ? '' : `${shown(value)} `}${why}`);
    this.setting = setting;
    this.value = value;
  }
}

/** The most characters of a value that a message quotes. */
const MAX_SHOWN = 100;

/** A value on one line, however long or strange it is. */
function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(shortened(value));
  const options = { depth: 1, breakLength: Number.POSITIVE_INFINITY, customInspect: false };
  return shortened(inspect(value, options).replace(/\s+/g, ' '));
}

const shortened = (text: string): string =>
  text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
