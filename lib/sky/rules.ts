import type { DerivedName } from './derived.ts';

// Custom rules: what users say about the headers of their instruments.

/** What a rule can set: a derived value, or the longitude of the observatory (degrees, east), which decides the night. */
export type RuleTarget =
  | Extract<
      DerivedName,
      | 't_min'
      | 't_max'
      | 't_exptime'
      | 'target_name'
      | 's_ra'
      | 's_dec'
      | 'facility_name'
      | 'instrument_name'
      | 'image_type'
      | 'filter'
      | 'airmass'
      | 'obs_id'
      | 'intent'
      | 'proposal_id'
      | 'observer'
      | 'binning'
      | 'disperser'
      | 'seeing'
    >
  | 'longitude';

/** How a value is found: the first keyword that has a value which is not in `ignore`; or the constant `value`. */
export interface ValueRule {
  /** Tried in this order, before the built-in keywords. */
  readonly keywords?: readonly string[];
  /** Of t_exptime: s, ms, min, h, d. Of s_ra: deg or hour. */
  readonly unit?: string;
  /** What the header's words mean, such as `{ skyflat: 'flat' }` for image_type. Neither case nor blanks around them matter. */
  readonly values?: Readonly<Record<string, string>>;
  /** Values that mean nothing, besides the built-in ones. */
  readonly ignore?: readonly string[];
  /** The value itself, instead of `keywords`. */
  readonly value?: string;
}

/** A rule for the files whose header has all of the values in `when`. The first rule that has a value decides. */
export interface InstrumentRule {
  /** By keyword, the values of which one must be there. Case does not matter, nor do blanks around them. */
  readonly when: Readonly<Record<string, readonly string[]>>;
  readonly set: Readonly<Partial<Record<RuleTarget, ValueRule>>>;
}

/** What derived values depend on besides the cards. */
export interface DerivationSettings {
  readonly rules: readonly InstrumentRule[];
  /** Of obs_publisher_did: `ivo://AUTHORITY/BUCKET?KEY`. */
  readonly authority: string;
}

/** Without custom rules, and without an authority that the IVOA's registry knows. */
export const DEFAULT_SETTINGS: DerivationSettings = { rules: [], authority: 'unregistered' };
