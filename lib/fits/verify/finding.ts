import { type FaultCode, shortReason } from '../fault.ts';
import type { Severity } from './rule.ts';
import { RULES, type RuleCode } from './rules.ts';

/** The code of a finding: that of a fault, or of a rule. */
export type FindingCode = FaultCode | RuleCode;

/** Something that is wrong with a file, and where it is. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** The HDU that it concerns, counted from 0; undefined if it concerns the whole file. */
  readonly hdu: number | undefined;
  /** Where it is, as a byte offset into the (unpacked) file; undefined if it is not about a place in the file. */
  readonly byte: number | undefined;
  /** One sentence, of at most 500 characters, without the place. Values in it come from the file. */
  readonly message: string;
}

/** The severity of a finding. Faults are errors. */
export const severityOf = (code: FindingCode): Severity =>
  Object.hasOwn(RULES, code) ? RULES[code as RuleCode].severity : 'error';

/** A finding of a rule at a byte. */
export const findingAt = (code: RuleCode, hdu: number, byte: number, message: string): Finding => ({
  code,
  severity: severityOf(code),
  hdu,
  byte,
  message: shortReason(message),
});
