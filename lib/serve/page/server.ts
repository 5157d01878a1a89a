import { blockOf, headerOf, lengthOf } from './blocks.ts';
import { CELLS } from './cross/columns.ts';
import type {
  Asked,
  CellsHeader,
  Footprint,
  LakeNow,
  LakeState,
  NothingHeader,
  PictureHeader,
  PointsHeader,
  Refusal,
  Table,
  Target,
  WireFile,
} from './wire.ts';

/** Which rows the columns are of. */
export type RowsOf = 'obscore' | 'obscore_hdus';

/** The server refused a request; with the status 0, it did not answer. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  readonly refusal: Refusal;
  constructor(status: number, refusal: Refusal) {
    super(refusal.error);
    this.status = status;
    this.refusal = refusal;
  }
}

/** Rows by cell; those without a position come last. */
export interface Cells {
  readonly total: number;
  readonly counts: Uint32Array;
}

/** Grey pixels, row by row from the top. */
export interface Picture extends PictureHeader {
  readonly pixels: ArrayLike<number>;
}

/** Points to draw. */
export interface Points extends PointsHeader {
  readonly xs: ArrayLike<number>;
  readonly ys: ArrayLike<number>;
}

/** Two columns of a table, by their names. */
export interface PlottedColumns {
  readonly x: string;
  readonly y: string;
}

/** A named query, perhaps edited, with values of its parameters. */
export interface NamedQuestion {
  readonly named: string;
  readonly sql: string;
  readonly values: Readonly<Record<string, string>>;
}
export type Question = { readonly sql: string } | NamedQuestion;

/** The columns that rows were counted in: their numbers mean something only there. */
export interface Numbering {
  readonly view: RowsOf;
  readonly version: string;
}

/** Everything that the page asks of its server. */
export interface Server {
  /** How many rows are in each cell: soon there, for a first picture. */
  cells(view: RowsOf): Promise<Cells>;
  columns(view: RowsOf): Promise<ArrayBuffer>;
  rows(of: Numbering, rows: readonly number[], columns: readonly string[]): Promise<Table>;
  footprints(of: Numbering, rows: readonly number[]): Promise<Footprint[]>;
  header(path: string): Promise<WireFile>;
  state(): Promise<LakeState>;
  target(name: string): Promise<Target>;
  now(): Promise<LakeNow>;
  ask(question: Question, maxRows: number): Promise<Asked>;
  download(question: Question, format: string): Promise<Blob>;
  /** @param columns those of a table to draw; by default those that look right */
  look(
    path: string,
    hdu: number,
    width: number,
    columns?: PlottedColumns,
  ): Promise<Picture | Points | NothingHeader>;
}

/** What browsers say about it helps nobody. */
const GONE: Refusal = { error: 'The server does not answer. Is fits-datalake serve still running?' };

/** The server that the page came from. Every request has the token. */
export function serverWith(token: string): Server {
  const post = async (path: string, body: unknown): Promise<Response> => {
    const response = await fetch(path, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    }).catch(() => {
      throw new Refused(0, GONE);
    });
    if (!response.ok) throw await refused(response);
    return response;
  };
  const json = async <T>(path: string, body: unknown): Promise<T> =>
    (await (await post(path, body)).json()) as T;
  return {
    cells: async (view) => cellsIn(await (await post('/data/cells', { view })).arrayBuffer()),
    columns: async (view) => (await post('/data/columns', { view })).arrayBuffer(),
    rows: ({ view, version }, rows, columns) => json('/data/rows', { view, version, rows, columns }),
    footprints: ({ view, version }, rows) => json('/data/footprints', { view, version, rows }),
    header: (path) => json('/data/header', { path }),
    state: () => json('/data/state', {}),
    target: (name) => json('/data/target', { name }),
    now: () => json('/data/state', { brief: true }),
    ask: (question, maxRows) => json('/ask', { ...question, maxRows }),
    download: async (question, format) => (await post('/ask', { ...question, format })).blob(),
    look: async (path, hdu, width, columns) =>
      lookIn(await (await post('/look', { path, hdu, width, ...columns })).arrayBuffer()),
  };
}

function cellsIn(buffer: ArrayBuffer): Cells {
  const header = headerOf(buffer) as CellsHeader;
  const counts = blockOf(buffer, header, 'cells', CELLS + 1);
  return { total: header.total, counts: Uint32Array.from(counts) };
}

function lookIn(buffer: ArrayBuffer): Picture | Points | NothingHeader {
  const header = headerOf(buffer) as PictureHeader | PointsHeader | NothingHeader;
  if (header.kind === 'none') return header;
  const numbers = (name: string) => blockOf(buffer, header, name, lengthOf(buffer, header, name));
  return header.kind === 'image'
    ? { ...header, pixels: numbers('pixels') }
    : { ...header, xs: numbers('x'), ys: numbers('y') };
}

async function refused(response: Response): Promise<Refused> {
  const text = await response.text();
  try {
    const refusal = JSON.parse(text) as Partial<Refusal>;
    return new Refused(response.status, { ...refusal, error: refusal.error ?? text });
  } catch {
    return new Refused(response.status, { error: text || `the server answered ${response.status}` });
  }
}

/** What to tell about a failure. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Refused)) return error instanceof Error ? error.message : String(error);
  const { error: text, hint } = error.refusal;
  return hint === undefined ? text : `${text}\n${hint}`;
}
