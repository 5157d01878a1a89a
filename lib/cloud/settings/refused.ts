import { inspect } from 'node:util';

/** A setting that the stack cannot be built with, in one sentence for whoever typed it. */
export class SettingRefused extends Error {
  override readonly name = 'SettingRefused';
  readonly setting: string;
  readonly value: unknown;
  constructor(setting: string, value: unknown, why: string) {
    super(`${setting}: ${value === undefined ? '' : `${shown(value)} `}${why}`);
    this.setting = setting;
    this.value = value;
  }
}

const MAX_SHOWN = 100;

/** A value on one line, however long or strange it is. */
function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(shortened(value));
  const options = { depth: 1, breakLength: Number.POSITIVE_INFINITY, customInspect: false };
  return shortened(inspect(value, options).replace(/\s+/g, ' '));
}

const shortened = (text: string): string =>
  text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
