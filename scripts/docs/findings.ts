import { RULES } from '../../lib/fits/verify/rules.ts';
import { code, markdownTable } from './markdown.ts';

/** All codes of rules, with their severity, section and meaning. */
export const findingsTable = (): string =>
  markdownTable(
    ['code', 'severity', 'section', 'meaning'],
    Object.entries(RULES).map(([rule, { severity, section, meaning }]) => [
      code(rule),
      severity,
      section,
      meaning,
    ]),
  );
