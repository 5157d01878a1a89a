import { OWN_LAKE } from '../../deployment/own-lake.ts';
import { readSetting, settingText } from '../../settings/read-setting.ts';
import { SettingRefused } from '../../settings/refused.ts';
import { SETTING_NAMES, SETTINGS, type SettingName, type Settings, sourcesOf } from './settings.ts';
import { isListOfSources, readSources } from './source-list.ts';

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
  refuseWithList(settings);
  refuseOwnLake(settings);
  refuseCompaction(settings);
  return settings;
}

function read(name: SettingName, value: unknown): Settings[SettingName] {
  if (name === 'sourceBucket' && isListOfSources(value)) return readSources(value);
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

/** Refuses the settings of a single source beside a list: it would not be clear which of the buckets they are about. */
function refuseWithList(settings: Settings): void {
  if (!sourcesOf(settings).isList) return;
  for (const [name, field] of OF_ONE_SOURCE) {
    const value = settings[name];
    if (value !== undefined && value !== '')
      throw new SettingRefused(
        name,
        value,
        `cannot be combined with a list of buckets as sourceBucket: give the entry of its bucket a ${field}`,
      );
  }
}

/** The settings of a single source, and the fields of an entry that they are in a list. */
const OF_ONE_SOURCE = [
  ['sourcePrefix', 'prefix'],
  ['sourceKmsKeyArn', 'kmsKeyArn'],
] as const;

/** Refuses a source that is the bucket of the stack's own lake. */
function refuseOwnLake(settings: Settings): void {
  const { targetBucket, stackId } = settings;
  for (const { bucket } of sourcesOf(settings).all) {
    if (targetBucket === bucket)
      throw new SettingRefused(
        'targetBucket',
        targetBucket,
        'is also the sourceBucket: the lake needs another bucket, which the stack creates',
      );
    if (targetBucket === undefined && isGenerated(bucket, stackId))
      throw new SettingRefused('sourceBucket', bucket, OWN_LAKE);
  }
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
