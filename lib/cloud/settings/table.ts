import { SUFFIXES } from '../../lake/suffixes.ts';
import { type Setting, SHARED_SETTINGS } from '../../settings/shared.ts';
import { SETTINGS } from './settings.ts';

/** All settings of a stack as a Markdown table, for the documentation. */
export const settingsTable = (): string => tableOf(SETTINGS);

/** The settings of a lake in a folder as a Markdown table. */
export const lakeSettingsTable = (): string =>
  tableOf({
    ...SHARED_SETTINGS,
    rules: {
      ...SHARED_SETTINGS.rules,
      about: `${SHARED_SETTINGS.rules.about}, which is copied into the lake`,
    },
  });

function tableOf(settings: Readonly<Record<string, Pick<Setting<unknown>, 'default' | 'about'>>>): string {
  const rows = Object.entries(settings).map(
    ([name, setting]) => `| \`${name}\` | ${defaultCell(setting.default)} | ${setting.about} |`,
  );
  return ['| setting | default | what it is |', '|---|---|---|', ...rows].join('\n');
}

function defaultCell(text: string): string {
  if (text === '') return '';
  if (text === SUFFIXES.join(',')) return '`.fits .fit .fts .fz`, each also with `.gz .Z .bz2 .zst`';
  return `\`${text}\``;
}
