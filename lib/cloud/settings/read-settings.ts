import { OWN_LAKE } from '../../deployment/own-lake.ts';
import { readSetting, settingText } from '../../settings/read-setting.ts';
import { SettingRefused } from '../../settings/refused.ts';
import { SETTING_NAMES, SETTINGS, type SettingName, type Settings } from './settings.ts';

/** Returns what the user gave for a setting: text, as `-c` passes it, or whatever cdk.json contains. */
type Lookup = (name: string) => unknown;

/**
 * Reads and checks all settings. A setting that is missing or blank has its default.
 *
 * @throws SettingRefused for the first setting that is wrong
 */
export function readSettings(lookup: Lookup): Settings {
  requireSourceBucket(lookup('sourceBucket'));
  const values = SETTING_NAMES.map((name) => [name, read(name, lookup(name))] as const);
  const settings = Object.fromEntries(values) as Settings;
  refuseOwnLake(settings);
  refuseCompaction(settings);
  return settings;
}

function read(name: SettingName, value: unknown): Settings[SettingName] {
  if (name !== 'sourcePrefix') return readSetting<Settings[SettingName]>(SETTINGS[name], name, value);
  // keys may begin with blanks
  const text = settingText(name, value);
  return text.trim() === ''
    ? ''
    : SETTINGS.sourcePrefix.read(text, (why) => {
        throw new SettingRefused(name, value, why);
      });
}

function requireSourceBucket(value: unknown): void {
  const isMissing =
    value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
  if (!isMissing) return;
  throw new SettingRefused(
    'sourceBucket',
    undefined,
    'is missing: set it in cdk.json, or run cdk deploy -c sourceBucket=NAME',
  );
}

/** Refuses a source that is the bucket of the stack's own lake. */
function refuseOwnLake({ sourceBucket, targetBucket, stackId }: Settings): void {
  if (targetBucket === sourceBucket)
    throw new SettingRefused(
      'targetBucket',
      targetBucket,
      'is also the sourceBucket: the lake needs another bucket, which the stack creates',
    );
  if (targetBucket === undefined && isGenerated(sourceBucket, stackId))
    throw new SettingRefused('sourceBucket', sourceBucket, OWN_LAKE);
}

/**
 * Refuses a compaction that Athena could not do.
 *
 * Source: Amazon Athena User Guide, "Considerations and limitations for querying data registered with Lake Formation".
 */
function refuseCompaction({ compaction, lakeFormation }: Settings): void {
  if (compaction === '' || !lakeFormation) return;
  throw new SettingRefused(
    'compaction',
    compaction,
    'cannot be combined with lakeFormation: Athena does not support CREATE TABLE, OPTIMIZE and VACUUM of Iceberg tables whose location is registered with Lake Formation',
  );
}

/**
 * Whether CloudFormation could have generated this name for the lake's bucket: from the name of the stack, the id of
 * the construct `Target/Bucket`, and random characters. It may shorten a long stack name. The deployment finds that
 * case.
 */
const isGenerated = (bucket: string, stackId: string): boolean =>
  bucket.startsWith(`${stackId.toLowerCase()}-targetbucket`);
