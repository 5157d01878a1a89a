import { SETTINGS } from '../../lib/cloud/settings/settings.ts';
import { SUFFIXES } from '../../lib/lake/suffixes.ts';
import { code, markdownTable } from './markdown.ts';

/** All settings of the stack, with their defaults. */
export const settingsTable = (): string =>
  markdownTable(
    ['setting', 'default', 'meaning'],
    Object.entries(SETTINGS).map(([name, setting]) => [
      code(name),
      shownDefault(setting.default),
      setting.about,
    ]),
  );

/** The list of suffixes is long, and regular. */
const shownDefault = (value: string): string =>
  value === SUFFIXES.join(',') ? '`.fits .fit .fts .fz`, each also with `.gz .Z .bz2 .zst`' : code(value);
