// What status says about the settings of a local lake, and about lake objects that they are not applied to yet.

import { withNotes } from '../../engines/cache/lake-notes.ts';
import { countOutdated, type Outdated } from '../../lake/outdated.ts';
import { plainValue } from '../../settings/lake-file.ts';
import { SHARED_NAMES, SHARED_SETTINGS } from '../../settings/shared.ts';
import { lakeStore } from '../../stores/lake-store.ts';
import { derivationOfLake, settingsOfLake } from '../options/lake-settings.ts';
import { printable } from '../terminal/output.ts';

/** The settings of a lake, and how far they are applied. */
export interface SettingsStatus {
  /** The settings that differ from the default, as a JSON file has them. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly outdated: Outdated;
}

/** Reads the settings of a lake and the metadata of its objects. Throws RunFailed if the settings cannot be used. */
export async function settingsStatus(folder: string): Promise<SettingsStatus> {
  const settings = settingsOfLake(folder);
  const derivation = await derivationOfLake(folder, settings);
  const changed = SHARED_NAMES.filter((name) => {
    const text = settings.given[name];
    return text !== undefined && text !== SHARED_SETTINGS[name].default;
  });
  const outdated = await withNotes(folder, (notes) =>
    countOutdated(lakeStore(folder, notes), derivation, settings.collectionDepth),
  );
  return {
    settings: Object.fromEntries(changed.map((name) => [name, plainValue(settings, name)])),
    outdated,
  };
}

/** The settings in one line; none if all have their defaults. */
export function settingsLine({ settings }: SettingsStatus): string[] {
  const changed = Object.entries(settings).map(([name, value]) => `${name} ${printable(String(value))}`);
  return changed.length > 0 ? [`settings: ${changed.join('; ')}`] : [];
}
