import type { CheckedHeader } from './checked-header.ts';

/** An error breaks a rule of the standard; a warning is what the standard only advises against, or has deprecated. */
export type Severity = 'error' | 'warning';

/** Where a header breaks a rule. */
export interface Place {
  /** The record of the card, from 0. */
  readonly record: number;
  /** Characters after the beginning of that record. */
  readonly column?: number;
  /** One sentence, without the place. */
  readonly what: string;
}

/** A rule of the FITS standard about the cards of one header. */
export interface Rule {
  readonly severity: Severity;
  /** The section of the FITS standard 4.0. */
  readonly section: string;
  /** What a finding means, for the reference. */
  readonly meaning: string;
  /** Finds the places where a header breaks the rule. A pure function. */
  readonly find: (header: CheckedHeader) => Iterable<Place>;
}

/** The most characters of a value that a sentence shows. */
const LONGEST_SHOWN = 40;

/** A text from a header, as a sentence shows it. */
export const shown = (text: string): string =>
  text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}...` : text;
