// The options of ingest and start that set what a new lake remembers.

import { type Command, Option } from 'commander';
import { HEADERS_FOLDER } from '../../lake/naming.ts';
import { type LakeSettings, plainValue } from '../../settings/lake-file.ts';
import { readSetting } from '../../settings/read-setting.ts';
import { SettingRefused } from '../../settings/refused.ts';
import {
  SHARED_NAMES,
  SHARED_SETTINGS,
  type SharedName,
  type SharedSettings,
} from '../../settings/shared.ts';
import { writeLakeSettings } from '../../settings/write-lake.ts';
import type { DerivationSettings } from '../../sky/rules.ts';
import { LinkInLake, lstatUnlessLink } from '../../stores/link-in-lake.ts';
import { RunFailed, UsageError } from '../errors.ts';
import { shellQuoted } from '../terminal/shell.ts';
import { derivationOfLake, settingsFailure, settingsOfLake, typedSettings } from './lake-settings.ts';
import { type RulesForLake, rulesForLake } from './rules-for-lake.ts';

/** The values of the options, as the user typed them. */
export type LakeFlags = Readonly<Partial<Record<SharedName, string>>>;

/** For each setting: its option, the name of the value, and what it is. */
const FLAGS: Readonly<Record<SharedName, readonly [flag: string, value: string, about: string]>> = {
  collectionDepth: ['--collection-depth', '<number>', 'how many leading folders name a collection: 0 to 10'],
  suffixes: ['--suffixes', '<list>', 'the suffixes of FITS files, instead of the default ones'],
  keywords: ['--keywords', '<list>', 'keywords to add as columns of files and hdus, such as GAIN:double'],
  rules: ['--rules', '<file>', 'custom rules for your instruments; the file is copied into the lake'],
  authority: ['--authority', '<id>', 'your IVOA authority identifier'],
};

const GROUP = 'Settings of a new lake, which remembers them (see config):';

/** Adds the options of {@link LakeFlags}. */
export function withLakeFlags(command: Command): Command {
  for (const name of SHARED_NAMES) {
    const [flag, value, about] = FLAGS[name];
    command.addOption(new Option(`${flag} ${value}`, about).helpGroup(GROUP));
  }
  return command;
}

/** What an ingest reads with. */
export interface IngestSettings {
  readonly settings: LakeSettings;
  readonly derivation: DerivationSettings;
  /** Writes the settings into the lake, if the options of its first ingest set any. Throws {@link RunFailed}. */
  record(): Promise<void>;
}

/**
 * The settings of an ingest: those of the lake. Options set those of a new lake; for other lakes they may only repeat
 * them. Nothing is written yet. Throws {@link UsageError}, {@link RunFailed}.
 */
export async function ingestSettings(lake: string, flags: LakeFlags): Promise<IngestSettings> {
  const known = settingsOfLake(lake);
  const given = SHARED_NAMES.filter((name) => flags[name] !== undefined);
  for (const name of given) checkFlag(name, flags[name]!);
  const rules = flags.rules === undefined ? undefined : await rulesForLake(lake, flags.rules);
  if (given.length === 0 || !isNew(lake)) {
    const derivation = await derivationOfLake(lake, known);
    for (const name of given) refuseChange(lake, name, flags[name]!, known, derivation, rules);
    return { settings: known, derivation, record: async () => {} };
  }
  const settings = typedSettings({
    ...known.given,
    ...Object.fromEntries(given.map((name) => [name, flags[name]])),
    ...(rules && { rules: rules.path }),
  });
  const { authority } = settings;
  return {
    settings,
    derivation: rules ? { rules: rules.rules, authority } : await derivationOfLake(lake, settings),
    record: () => record(lake, settings, rules),
  };
}

/** Checks the text of an option like its setting, under its own name. Throws {@link UsageError}. */
function checkFlag(name: SharedName, text: string): void {
  const [flag] = FLAGS[name];
  if (text.trim() === '') throw new UsageError(`${flag}: the value is empty`);
  try {
    readSetting<SharedSettings[SharedName]>(SHARED_SETTINGS[name], flag, text);
  } catch (error) {
    throw error instanceof SettingRefused ? new UsageError(error.message) : error;
  }
}

/** Throws {@link UsageError} if an option differs from what the lake has. */
function refuseChange(
  lake: string,
  name: SharedName,
  text: string,
  known: LakeSettings,
  derivation: DerivationSettings,
  rules: RulesForLake | undefined,
): void {
  const wanted = name === 'rules' ? rules?.rules : typedSettings({ [name]: text })[name];
  const has = name === 'rules' ? derivation.rules : known[name];
  if (JSON.stringify(wanted) === JSON.stringify(has)) return;
  const value = plainValue(known, name);
  const shown = value === null || value === '' ? 'none' : String(value);
  throw new UsageError(
    `${FLAGS[name][0]} ${text}: the lake has another setting (${name}: ${shown}); to change it: ` +
      `fits-datalake config --lake ${shellQuoted(lake)} ${shellQuoted(`${name}=${text}`)}`,
  );
}

/** Whether a lake has had no ingest yet. */
function isNew(lake: string): boolean {
  try {
    return lstatUnlessLink(`${lake}/${HEADERS_FOLDER}`) === undefined;
  } catch (error) {
    if (error instanceof LinkInLake) throw new RunFailed(error.message);
    return true;
  }
}

async function record(lake: string, settings: LakeSettings, rules: RulesForLake | undefined): Promise<void> {
  try {
    await writeLakeSettings(lake, settings, rules?.copy);
  } catch (error) {
    throw settingsFailure(error);
  }
}
