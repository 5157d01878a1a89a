import { SUFFIXES } from '../lake/suffixes.ts';
import { DEFAULT_SETTINGS } from '../sky/rules.ts';
import { VALUE_TYPES } from '../sql/everyday.ts';
import { authorityId, filePath, integer, keywordList, optional, type Reader, suffixList } from './readers.ts';

/** A setting: its default, its description, and how it is read. */
export interface Setting<T> {
  /** The default, as a user would type it; `''` if there is none. */
  readonly default: string;
  /** A sentence or two for users, in Markdown. */
  readonly about: string;
  /** Checks and converts what the user typed. */
  readonly read: Reader<T>;
}

/** Makes TypeScript infer the type of a setting's value. */
export const setting = <T>(definition: Setting<T>): Setting<T> => definition;

/** A setting whose value is a whole number; its range is part of its description. */
export const integerSetting = (
  low: number,
  high: number,
  { default: text, about }: Omit<Setting<number>, 'read'>,
): Setting<number> =>
  setting({ default: text, about: `${about}: ${low} to ${high}`, read: integer(low, high) });

/** The settings that a lake in a folder and a stack have in common, in the order in which they are documented. */
export const SHARED_SETTINGS = {
  collectionDepth: integerSetting(0, 10, {
    default: '1',
    about: 'how many leading folders of a key name its collection, by which the lake is partitioned',
  }),
  suffixes: setting({
    default: SUFFIXES.join(','),
    about: 'the suffixes of FITS files, in any case. Your list replaces the default',
    read: suffixList,
  }),
  keywords: setting({
    default: '',
    about: `more columns for \`files\` and \`hdus\`, such as \`GAIN:double,ESO DPR CATG\`; types: ${VALUE_TYPES.join(', ')}`,
    read: keywordList,
  }),
  rules: setting({
    default: '',
    about: 'the file with [custom rules](../guides/custom-rules.md) for your instruments',
    read: optional(filePath),
  }),
  authority: setting({
    default: DEFAULT_SETTINGS.authority,
    about:
      "your IVOA authority identifier, the first part of `obs_publisher_did`. The default is not in the IVOA's registry",
    read: authorityId,
  }),
} as const;

/** The name of a setting that lakes and stacks share. */
export type SharedName = keyof typeof SHARED_SETTINGS;

/** The names of all of them, in the order of {@link SHARED_SETTINGS}. */
export const SHARED_NAMES = Object.keys(SHARED_SETTINGS) as readonly SharedName[];

/** Their values. `rules` is the path of a file. */
export type SharedSettings = {
  readonly [Name in SharedName]: ReturnType<(typeof SHARED_SETTINGS)[Name]['read']>;
};
