import { SUFFIXES } from '../../lake/suffixes.ts';
import { SETTINGS } from './settings.ts';

/** All settings as a Markdown table, for the documentation. */
export function settingsTable(): string {
  const rows = Object.entries(SETTINGS).map(
    ([name, setting]) => `| \`${name}\` | ${defaultCell(setting.default)} | ${setting.about} |`,
  );
  return ['| setting | default | what it is |', '|---|---|---|', ...rows].join('\n');
}

function defaultCell(text: string): string {
  if (text === '') return '';
  if (text === SUFFIXES.join(',')) return '`.fits .fit .fts .fz`, each also with `.gz .Z .bz2 .zst`';
  return `\`${text}\``;
}
