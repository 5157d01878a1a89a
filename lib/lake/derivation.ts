import { DEFAULT_SETTINGS, type DerivationSettings } from '../sky/rules.ts';
import { shortHash } from './naming.ts';

// What derived rows depend on besides the cards, and how a lake object records it.

/**
 * The digest of settings, which a lake object records: the first 16 hexadecimal digits of the SHA-256 of canonical JSON
 * (object keys sorted, no blanks). It is `''` for the default settings.
 */
export function digestOf(settings: DerivationSettings): string {
  const json = canonicalJson(settings);
  return json === DEFAULT_JSON ? '' : shortHash(json);
}

/** Whether text is a digest of settings that are not the default ones. */
export const isDigest = (text: string): boolean => /^[0-9a-f]{16}$/.test(text);

const canonicalJson = ({ rules, authority }: DerivationSettings): string =>
  JSON.stringify({ authority, rules }, (_, value: unknown) => (isObject(value) ? sorted(value) : value));

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const sorted = (object: object): object =>
  Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));

const DEFAULT_JSON = canonicalJson(DEFAULT_SETTINGS);
