import type { FaultCode } from '../fault.ts';
import type { RuleCode } from './rules.ts';

/** An error breaks a rule of the standard; a warning is what the standard only advises against, or has deprecated. */
export type Severity = 'error' | 'warning';

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
