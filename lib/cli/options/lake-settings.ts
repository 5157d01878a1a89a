// The settings of a local lake, for all verbs that read them.

import {
  type GivenSettings,
  type LakeSettings,
  LakeSettingsRefused,
  lakeSettings,
  readLakeSettings,
} from '../../settings/lake-file.ts';
import { SettingRefused } from '../../settings/refused.ts';
import { RulesRefused } from '../../settings/rules/refused.ts';
import type { DerivationSettings } from '../../sky/rules.ts';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { LinkInLake } from '../../stores/link-in-lake.ts';
import { RunFailed, UsageError } from '../errors.ts';

/** The settings of a lake. Throws {@link RunFailed} if its settings file cannot be used. */
export function settingsOfLake(lake: string): LakeSettings {
  try {
    return readLakeSettings(lake);
  } catch (error) {
    throw settingsFailure(error);
  }
}

/**
 * What derived values of a lake depend on: its custom rules and its authority. Throws {@link RunFailed} if the rules
 * cannot be used.
 */
export async function derivationOfLake(
  lake: string,
  { rules, authority }: LakeSettings,
): Promise<DerivationSettings> {
  if (rules === undefined) return { rules: [], authority };
  // loading the YAML parser takes time, and few lakes have rules
  const { readLakeRules } = await import('../../settings/rules/rules-file.ts');
  try {
    return { rules: readLakeRules(lake, rules), authority };
  } catch (error) {
    throw settingsFailure(error);
  }
}

/** Parses settings that the user typed. Throws {@link UsageError} for the first one that is wrong. */
export function typedSettings(given: GivenSettings): LakeSettings {
  try {
    return lakeSettings(given);
  } catch (error) {
    throw error instanceof SettingRefused ? new UsageError(error.message) : error;
  }
}

/** Turns the errors of reading a lake's settings into {@link RunFailed}; returns other errors unchanged. */
export const settingsFailure = (error: unknown): unknown =>
  [LakeSettingsRefused, RulesRefused, LinkInLake].some((kind) => error instanceof kind)
    ? new RunFailed((error as Error).message)
    : error;

/** The columns of the lake's keywords and of others. If two have the same name, the later one is used. */
export const withKeywords = (
  keywords: readonly KeywordColumn[],
  others: readonly KeywordColumn[],
): KeywordColumn[] => [
  ...keywords.filter(({ column }) => !others.some((other) => other.column === column)),
  ...others,
];
