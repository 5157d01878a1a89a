/** What readers should know about a column besides its name and type, as far as it is known. */
export interface ColumnAbout {
  /** What the column contains, in one line. */
  readonly about?: string;
  /** The unit, as VOUnits writes it. */
  readonly unit?: string;
  /** The IVOA's word for the quantity (UCD1+). */
  readonly ucd?: string;
  /** The place of the column in an IVOA data model, such as `obscore:Target.name`. */
  readonly utype?: string;
  /** The form of its text, such as `adql:REGION`. */
  readonly xtype?: string;
  /** The type that VOTable declares, if it is narrower than that of the values. */
  readonly datatype?: string;
  /** An identifier for what refers to the column in the same document. */
  readonly id?: string;
}

/** Looks a column up by its name or its place among the columns. */
export type Describe = (name: string, at?: number) => ColumnAbout;
