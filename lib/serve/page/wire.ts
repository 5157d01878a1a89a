import type { CardType } from '../../fits/card-table.ts';

// What the server sends to the page.

/** A typed block of the columns: where it starts after the header, in bytes. */
export interface Block {
  readonly name: string;
  readonly type: 'float64' | 'float32' | 'uint32' | 'uint16' | 'uint8';
  readonly offset: number;
}

/** A column with few different texts. Its block has indices into `values`; the highest number of its type means NULL. */
export interface FacetHeader {
  /** The column's name in SQL. */
  readonly name: string;
  readonly label: string;
  readonly values: readonly string[];
}

/** A column of numbers in bins: bin i has `edges[i] <= value < edges[i + 1]`. The highest number means NULL. */
export interface HistogramHeader {
  readonly name: string;
  readonly label: string;
  readonly unit?: string;
  readonly edges: readonly number[];
}

/** What is in the columns. Rows are in the order of `t_min`, with those without one at the end. */
export interface ColumnsHeader {
  readonly rows: number;
  /** It changes when the lake changes. */
  readonly version: string;
  /** What comes after FROM in SQL that has the same rows. */
  readonly from: string;
  readonly blocks: readonly Block[];
  readonly facets: readonly FacetHeader[];
  readonly histograms: readonly HistogramHeader[];
}

/** Rows of a table. */
export interface Table {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

/** The answer to SQL: `more` if it has rows beyond those that were asked for. */
export interface Asked extends Table {
  readonly more: boolean;
}

/** A footprint: the row's number and its `s_region`. */
export type Footprint = readonly [row: number, region: string | null];

export interface WireCard {
  readonly keyword: string;
  readonly type: CardType;
  readonly value: string;
  readonly comment: string;
}

export interface WireHdu {
  readonly hdu: number;
  readonly type: string;
  readonly extname: string;
  readonly extver: string;
  readonly cards: readonly WireCard[];
}

export interface WireFault {
  readonly code: string;
  readonly hdu?: number | null;
  readonly text: string;
}

/** A derived value and what it comes from. */
export interface WireDerived {
  readonly column: string;
  readonly hdu?: number | null;
  readonly value: string | null;
  readonly source: string;
}

/** The headers of a file. */
export interface WireFile {
  readonly path: string;
  readonly url: string;
  readonly hdus: readonly WireHdu[];
  readonly faults: readonly WireFault[];
  readonly derived: readonly WireDerived[];
}

export interface ViewAbout {
  readonly name: string;
  readonly about: string;
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly about: string;
    readonly unit?: string;
  }[];
}

/** The lake: how fresh it is, and what can be asked. */
export interface LakeState {
  readonly version: string;
  readonly lake: string;
  /** When it last changed, in ISO 8601. */
  readonly updated: string | null;
  readonly counts: Readonly<Record<'files' | 'hdus' | 'faulty' | 'withoutPosition' | 'withoutTime', number>>;
  readonly views: readonly ViewAbout[];
  readonly queries: readonly { readonly name: string; readonly about: string; readonly sql: string }[];
}

/** A position of a target. */
export interface Target {
  readonly name: string;
  readonly ra: number;
  readonly dec: number;
}

/**
 * A picture of an image HDU; 8-bit grey pixels follow, with the first row at the top. `north` and `east` are the directions
 * of north and east in the picture, as [x to the right, y down].
 */
export interface Picture {
  readonly kind: 'image';
  readonly width: number;
  readonly height: number;
  readonly low: number;
  readonly high: number;
  readonly north?: readonly [x: number, y: number];
  readonly east?: readonly [x: number, y: number];
  readonly bytesRead: number;
}

/** Points of a spectrum or of two columns of a table. */
export interface Points {
  readonly kind: 'line' | 'scatter';
  readonly columns: readonly string[];
  readonly points: readonly (readonly [number, number])[];
}

/** Why something was refused. */
export interface Refusal {
  readonly error: string;
  readonly hint?: string;
  readonly line?: number;
  readonly column?: number;
}
