import type { CardType } from '../../fits/card-table.ts';

// What the server sends to the page.

/** A typed block: where it starts in the response, in bytes. */
export interface Block {
  readonly name: string;
  readonly type: 'float64' | 'float32' | 'uint32' | 'uint16' | 'uint8';
  readonly offset: number;
}

/** A column with few different texts. Its block has indices into `values`; a higher number means NULL. */
export interface FacetHeader {
  /** The column's name in SQL. */
  readonly name: string;
  readonly label: string;
  readonly values: readonly string[];
}

/** A column of numbers in bins: bin i has `edges[i] <= value < edges[i + 1]`. A higher number means no bin. */
export interface HistogramHeader {
  /** The column's name in SQL. */
  readonly column: string;
  readonly label: string;
  readonly unit: string;
  readonly edges: readonly number[];
}

/** How many rows there are; the block `cells` has them by HEALPix pixel, and those without a position at its end. */
export interface CellsHeader {
  readonly total: number;
  readonly blocks: readonly Block[];
}

/** What is in the columns. Rows are in the order of `t_min`, with those without one at the end. */
export interface ColumnsHeader {
  readonly rows: number;
  /** It changes when the lake changes. */
  readonly version: string;
  readonly blocks: readonly Block[];
  readonly facets: readonly FacetHeader[];
  /** By the name of their blocks. */
  readonly bins: Readonly<Record<string, HistogramHeader>>;
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
  /** Null if the keyword has no value. */
  readonly value: string | null;
  readonly comment: string;
  readonly type: CardType;
}

/** A derived value and what it comes from. */
export interface WireDerived {
  readonly name: string;
  readonly value: string | null;
  readonly source: string;
}

export interface WireHdu {
  readonly hdu: number;
  readonly facts: Readonly<Record<string, string>>;
  readonly cards: readonly WireCard[];
  readonly derived: readonly WireDerived[];
}

export interface WireFault {
  readonly hdu: number | null;
  readonly code: string;
  readonly reason: string;
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

/** A named query. Its SQL has a `:NAME` for each parameter. */
export interface QueryAbout {
  readonly name: string;
  readonly about: string;
  readonly sql: string;
  readonly saved: boolean;
  readonly parameters: readonly { readonly name: string; readonly example: string; readonly about: string }[];
}

/** What changes in a lake. */
export interface LakeNow {
  readonly version: string;
  /** Whether everything in the lake is in what the page asks; another program may keep the server from that. */
  readonly fresh: boolean;
  readonly counts: {
    readonly faultyFiles: number;
    readonly withoutPosition: number;
    readonly withoutTime: number;
    readonly notObservations: number;
    /** When the latest file was read, UTC. */
    readonly latest: string | null;
  };
}

/** The lake: how fresh it is, and what can be asked. */
export interface LakeState extends LakeNow {
  readonly lake: string;
  readonly views: readonly ViewAbout[];
  readonly queries: readonly QueryAbout[];
  /** The address of images of the sky (a HiPS), with a slash at its end. */
  readonly hips: string | null;
  /** Paths of the services for astronomers' programs on this server, by protocol. */
  readonly services: Readonly<Record<string, string>>;
}

/** A position of a target, and how far its observations are from it, in degrees. */
export interface Target {
  readonly ra: number;
  readonly dec: number;
  readonly spread: number;
}

/** A picture of an image HDU: its block `pixels` has 8-bit greys, with the first row at the top. */
export interface PictureHeader {
  readonly kind: 'image';
  readonly width: number;
  readonly height: number;
  readonly low: number;
  readonly high: number;
  /** As of CSS: (x, y) goes to (a x + c y, b x + d y), with north up and east left. Null if that is not known. */
  readonly northUp: readonly [a: number, b: number, c: number, d: number] | null;
  /** The unit of the values; '' if it is not known. */
  readonly unit: string;
  /** The image that it is a picture of: of a cube, the first plane. */
  readonly image: { readonly width: number; readonly height: number; readonly planes: number };
  readonly bytesRead: number;
  readonly blocks: readonly Block[];
}

/** Points of a spectrum or of two columns of a table: its blocks `x` and `y` have NaN where there is a gap. */
export interface PointsHeader {
  readonly kind: 'line' | 'scatter';
  readonly x: { readonly label: string; readonly unit: string };
  readonly y: { readonly label: string; readonly unit: string };
  /** Whether points are left out. */
  readonly isSampled: boolean;
  /** The columns of numbers of a table, from which others can be chosen. */
  readonly columns: readonly string[];
  readonly bytesRead: number;
  readonly blocks: readonly Block[];
}

/** Why there is nothing to draw. */
export interface NothingHeader {
  readonly kind: 'none';
  readonly reason: string;
  readonly blocks: readonly Block[];
}

/** Why something was refused. */
export interface Refusal {
  readonly error: string;
  readonly hint?: string;
}
