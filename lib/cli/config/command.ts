// config: prints and changes the settings of a local lake.

import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { sharedName } from '../../settings/lake-file.ts';
import { SettingRefused } from '../../settings/refused.ts';
import { SHARED_NAMES, type SharedName } from '../../settings/shared.ts';
import { writeLakeSettings } from '../../settings/write-lake.ts';
import { fileProblem } from '../../stores/file-problem.ts';
import { Conflict } from '../../stores/store.ts';
import { EXIT, type ExitCode, type OnExit, RunFailed, UsageError } from '../errors.ts';
import { LAKE_OPTION, lakeFolder } from '../options/lake.ts';
import {
  derivationOfLake,
  settingsFailure,
  settingsOfLake,
  typedSettings,
} from '../options/lake-settings.ts';
import { repeated } from '../options/repeated.ts';
import { rulesForLake } from '../options/rules-for-lake.ts';
import { printMessage, writeOut } from '../terminal/output.ts';
import { appliedText, configJson, configText, keptRulesText } from './report-text.ts';

interface Options {
  readonly lake?: string;
  readonly unset?: readonly string[];
  readonly json?: boolean;
}

/** `config [NAME=VALUE...]`: prints the settings of a lake, after changing some. */
export function configCommand(onExit: OnExit): Command {
  return new Command('config')
    .description('Print the settings of a local lake, or change some of them. Every command reads them.')
    .argument('[name=value...]', `settings to change: ${SHARED_NAMES.join(', ')}`)
    .option('--unset <name>', 'return this setting to its default; may be repeated', repeated)
    .option(...LAKE_OPTION)
    .option('--json', 'print the settings as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (changes: string[], options: Options) => onExit(await config(changes, options)));
}

async function config(changes: readonly string[], options: Options): Promise<ExitCode> {
  const lake = lakeFolder(options.lake);
  const before = settingsOfLake(lake);
  const changed = changesOf(changes, options.unset ?? []);
  const after = changed.size === 0 ? before : await change(lake, before.given, changed);
  const rules = await derivationOfLake(lake, after).then(
    (derivation) => derivation.rules.length,
    (error: Error) => error,
  );
  writeOut(options.json ? configJson(lake, after) : configText(lake, after, rules));
  if (changed.size > 0 && !options.json) {
    writeOut(appliedText(lake, [...changed.keys()]));
    const unused = after.rules === undefined ? before.rules : undefined;
    if (unused !== undefined && existsSync(`${lake}/${unused}`)) writeOut(keptRulesText(lake, unused));
  }
  if (!(rules instanceof Error)) return EXIT.done;
  printMessage(rules.message);
  return EXIT.failed;
}

/** The new texts of the settings to change; `''` for the default. Throws {@link UsageError}. */
function changesOf(typed: readonly string[], unset: readonly string[]): Map<SharedName, string> {
  const changes = new Map<SharedName, string>();
  const add = (name: string, value: string): void => {
    const known = knownName(name);
    if (changes.has(known)) throw new UsageError(`${known} is given twice`);
    changes.set(known, value);
  };
  for (const text of typed) {
    const equals = text.indexOf('=');
    if (equals < 0)
      throw new UsageError(`${text}: a value is missing; write NAME=VALUE, or NAME= for the default`);
    add(text.slice(0, equals).trim(), text.slice(equals + 1).trim());
  }
  for (const name of unset) add(name, '');
  return changes;
}

function knownName(name: string): SharedName {
  try {
    return sharedName(name);
  } catch (error) {
    throw error instanceof SettingRefused ? new UsageError(error.message) : error;
  }
}

/** Writes the changed settings into the lake, and returns all of them. */
async function change(
  lake: string,
  given: Readonly<Record<string, string>>,
  changes: ReadonlyMap<SharedName, string>,
) {
  const typed = changes.get('rules');
  const rules = typed ? await rulesForLake(lake, typed) : undefined;
  const settings = typedSettings({
    ...given,
    ...Object.fromEntries(changes),
    ...(rules && { rules: rules.path }),
  });
  try {
    await writeLakeSettings(lake, settings, rules?.copy);
  } catch (error) {
    if (error instanceof Conflict)
      throw new RunFailed(
        `${lake}: another process changed the settings at the same time; nothing was changed`,
      );
    const failure = settingsFailure(error);
    throw failure === error
      ? new RunFailed(`${lake}: cannot write the settings: ${fileProblem(error)}`)
      : failure;
  }
  return settings;
}

const EXAMPLES = `
Settings:
  collectionDepth  how many leading folders of a key name its collection: 0 to 10
  suffixes         the suffixes of FITS files, instead of the default ones
  keywords         more columns of files and hdus, such as GAIN:double,ESO DPR CATG
  rules            a file with custom rules for your instruments, which is copied into the lake
  authority        your IVOA authority identifier, the first part of obs_publisher_did

They are in fits-datalake.json in the lake's folder, and have the same names as a stack's settings, which are in
cdk.json. Changed keywords take effect with the next query, all others with the next ingest. A lake can be configured
before its first ingest.

Examples:
  fits-datalake config
  fits-datalake config keywords="GAIN:double,ESO DPR CATG" collectionDepth=2
  fits-datalake config rules=mycam.yaml
  fits-datalake config suffixes=
  fits-datalake config --unset keywords --lake /data/lake
  fits-datalake config --json`;
