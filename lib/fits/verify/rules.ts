// All rules about headers. docs/reference/findings.md is generated from this table.

import { MANDATORY_RULES } from './mandatory.ts';
import { PLACEMENT_RULES } from './placement.ts';
import { RECORD_RULES } from './records.ts';
import { RESERVED_RULES } from './reserved.ts';
import type { Rule } from './rule.ts';
import { TABLE_RULES } from './tables.ts';
import { WCS_RULES } from './wcs.ts';

/** The rules about the cards of one header, by the code of their findings. Codes never change. */
export const HEADER_RULES = {
  ...RECORD_RULES,
  ...MANDATORY_RULES,
  ...PLACEMENT_RULES,
  ...RESERVED_RULES,
  ...TABLE_RULES,
  ...WCS_RULES,
} as const satisfies Record<string, Rule>;

/** Rules about several headers, or about the data. */
export const FILE_RULES = {
  'same-extension-name': {
    severity: 'warning',
    section: '4.4.2.6',
    meaning: 'two extensions have the same type, EXTNAME, EXTVER and EXTLEVEL',
  },
  'checksum-mismatch': {
    severity: 'error',
    section: '4.4.2.7, appendix J',
    meaning: 'the HDU does not agree with its CHECKSUM (only with --checksums)',
  },
  'datasum-mismatch': {
    severity: 'error',
    section: '4.4.2.7, appendix J',
    meaning: 'the data does not agree with its DATASUM (only with --checksums)',
  },
  'bad-datasum': {
    severity: 'error',
    section: '4.4.2.7',
    meaning: 'DATASUM is not an unsigned integer (only with --checksums)',
  },
  'data-fill': {
    severity: 'error',
    section: '3.3.2, 7.2.3',
    meaning:
      'the bytes after the data are not zeros or, in an ASCII table, not blanks (only with --checksums)',
  },
} as const satisfies Record<string, Omit<Rule, 'find'>>;

/** The code of a rule. */
export type RuleCode = keyof typeof HEADER_RULES | keyof typeof FILE_RULES;

/** All rules, in the order of the reference. */
export const RULES: Readonly<Record<RuleCode, Omit<Rule, 'find'>>> = { ...HEADER_RULES, ...FILE_RULES };
