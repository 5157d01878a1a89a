/** What VOTable and FITS tables say about a column. */
export interface ColumnMetadata {
  /** A unit as VOUnits writes it, such as `deg`. */
  readonly unit?: string;
  /** A word of the IVOA's vocabulary UCD1+, such as `pos.eq.ra`. */
  readonly ucd?: string;
  /** The place of the column in the data model ObsCore, without the prefix `obscore:`. */
  readonly utype?: string;
}
