// What is derived from headers: the names of the values, which are columns of the views `obscore` and `obscore_hdus`.

/** The names of derived values. Each is the card_name of a row of type `derived`. */
export const DERIVED = [
  'dataproduct_type',
  'dataproduct_subtype',
  'calib_level',
  'obs_id',
  'obs_publisher_did',
  'target_name',
  's_ra',
  's_dec',
  's_fov',
  's_region',
  's_resolution',
  's_xel1',
  's_xel2',
  's_pixel_scale',
  'hpx6',
  't_min',
  't_max',
  't_exptime',
  't_resolution',
  't_xel',
  'obs_start',
  'obs_end',
  'night',
  'em_min',
  'em_max',
  'em_res_power',
  'em_xel',
  'o_ucd',
  'o_unit',
  'pol_states',
  'pol_xel',
  'facility_name',
  'instrument_name',
  'image_type',
  'filter',
  'airmass',
  'intent',
  'proposal_id',
  'observer',
  'binning',
  'disperser',
  'seeing',
  'moving_target',
  'simulated',
] as const;

/** One of {@link DERIVED}. */
export type DerivedName = (typeof DERIVED)[number];

/** A derived value: one row of type `derived`. */
export interface DerivedValue {
  readonly name: DerivedName;
  /** Text that SQL can cast. Empty: the value is unknown (NULL), for the reason in `source`. */
  readonly value: string;
  /** What it was derived from (`EXPTIME`; `CRVAL1 CRVAL2 CD1_1 ... (TAN-SIP)`), or why it is unknown. */
  readonly source: string;
}

/** All derived values of a file. */
export interface DerivedValues {
  /** Those of the row in `obscore`. Empty: the file does not look like an observation, and is in neither view. */
  readonly file: readonly DerivedValue[];
  /**
   * Those of the rows in `obscore_hdus`, by HDU: HDUs with a sky position. A value that an HDU shares with the file is
   * left out; an empty one is NULL for this HDU although the file has one. `s_ra` and `s_dec` are always there.
   */
  readonly hdus: ReadonlyMap<number, readonly DerivedValue[]>;
}
