import type { DuckDBConnection, DuckDBVector } from '@duckdb/node-api';
import { identifier } from '../../sql/text.ts';
import type { ObscoreName } from '../../sql/view-columns.ts';
import { AIRMASS_BINS, type Bins, binOf, EXPOSURE_BINS } from './bins.ts';
import { expressionOf, FACETS, tableOf } from './observations.ts';

// All observations as columns of numbers: a page filters them without asking SQL. They are read in chunks, straight from
// DuckDB's vectors into arrays of the final size.

/** A facet: its values, those that most observations have first. */
export interface Facet {
  readonly name: (typeof FACETS)[number]['name'];
  readonly label: string;
  /** A code is an index into this list; the number after the last one means that there is no value. */
  readonly values: readonly string[];
}

/** The observations of a lake, in the order of their start; those without a time come last. */
export interface ObservationColumns {
  readonly rows: number;
  /** The number of each row in its table, for what is read about it later. */
  readonly rowids: Uint32Array;
  /** ICRS, degrees; NaN if there is no position. */
  readonly ra: Float64Array;
  readonly dec: Float64Array;
  /** HEALPix pixel of order 6, nested; 65535 if there is no position. */
  readonly cell: Uint16Array;
  /** MJD in UTC; NaN if there is no time. */
  readonly start: Float64Array;
  readonly exptime: Uint8Array;
  readonly airmass: Uint8Array;
  readonly codes: Readonly<Record<Facet['name'], Uint16Array | Uint32Array>>;
  readonly facets: readonly Facet[];
  readonly bins: { readonly exptime: Bins; readonly airmass: Bins };
}

const NO_CELL = 65_535;
/** The most values of a facet whose codes have 16 bits. */
const MOST_SHORT = 65_535;

/** Reads all observations of a view. */
export async function observationColumns(
  connection: DuckDBConnection,
  view: ObscoreName,
): Promise<ObservationColumns> {
  const counted = await connection.runAndReadAll(`SELECT count(*) FROM ${tableOf(view)}`);
  const facets: Facet[] = [];
  for (const [index, { name, label }] of FACETS.entries())
    facets.push({ name, label, values: await createFacet(connection, view, name, index) });
  const columns = emptyColumns(Number(counted.getRows()[0]?.[0]), facets);
  const filled = await fill(columns, connection, columnsSql(view, facets));
  if (filled !== columns.rows) throw new Error(`read ${filled} of ${columns.rows} observations`);
  return columns;
}

const facetTable = (index: number): string => `temp.main.facet_${index}`;

/** Creates the table with the codes of a facet's values; returns the values in the order of their codes. */
async function createFacet(
  connection: DuckDBConnection,
  view: ObscoreName,
  name: Facet['name'],
  index: number,
): Promise<string[]> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE facet_${index} AS
    SELECT value, CAST(row_number() OVER (ORDER BY observations DESC, value) - 1 AS UINTEGER) AS code
    FROM (SELECT ${expressionOf(view, name)} AS value, count(*) AS observations FROM ${tableOf(view)} GROUP BY 1)
    WHERE value IS NOT NULL`);
  const read = await connection.runAndReadAll(`SELECT value FROM ${facetTable(index)} ORDER BY code`);
  return (read.getColumns()[0] ?? []).map(String);
}

function columnsSql(view: ObscoreName, facets: readonly Facet[]): string {
  const codes = facets.map(
    ({ values }, index) => `coalesce(facet_${index}.code, ${values.length})::UINTEGER AS code_${index}`,
  );
  const names = facets.map(({ name }, index) => `${expressionOf(view, name)} AS value_${index}`);
  const joins = facets.map(
    (_, index) => `LEFT JOIN ${facetTable(index)} AS facet_${index} ON value_${index} = facet_${index}.value`,
  );
  const number = (name: string): string => `coalesce(${identifier(name)}, 'NaN'::DOUBLE)`;
  return `SELECT place::UINTEGER, ${number('s_ra')}, ${number('s_dec')}, coalesce(hpx6, ${NO_CELL})::USMALLINT,
      ${number('t_min')}, ${number('t_exptime')}, ${number('airmass')}, ${codes.join(', ')}
    FROM (SELECT rowid AS place, s_ra, s_dec, hpx6, t_min, t_exptime, airmass, ${names.join(', ')} FROM ${tableOf(view)}) AS o
    ${joins.join('\n    ')}
    ORDER BY t_min NULLS LAST, place`;
}

function emptyColumns(rows: number, facets: readonly Facet[]): ObservationColumns {
  const codes = facets.map(({ name, values }) => [
    name,
    values.length < MOST_SHORT ? new Uint16Array(rows) : new Uint32Array(rows),
  ]);
  return {
    rows,
    rowids: new Uint32Array(rows),
    ra: new Float64Array(rows),
    dec: new Float64Array(rows),
    cell: new Uint16Array(rows),
    start: new Float64Array(rows),
    exptime: new Uint8Array(rows),
    airmass: new Uint8Array(rows),
    codes: Object.fromEntries(codes),
    facets,
    bins: { exptime: EXPOSURE_BINS, airmass: AIRMASS_BINS },
  };
}

/** The columns of {@link columnsSql} before the codes. */
const OTHERS = 7;

async function fill(columns: ObservationColumns, connection: DuckDBConnection, sql: string): Promise<number> {
  const { facets, codes, bins } = columns;
  const result = await connection.stream(sql);
  let at = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return at;
    const count = chunk.rowCount;
    const items = (index: number) => itemsOf(chunk.getColumnVector(index), count);
    columns.rowids.set(items(0), at);
    columns.ra.set(items(1), at);
    columns.dec.set(items(2), at);
    columns.cell.set(items(3), at);
    const [exposures, airmasses] = [items(5), items(6)];
    columns.start.set(items(4), at);
    for (let row = 0; row < count; row++) {
      columns.exptime[at + row] = binOf(bins.exptime, exposures[row] ?? Number.NaN);
      columns.airmass[at + row] = binOf(bins.airmass, airmasses[row] ?? Number.NaN);
    }
    for (const [index, { name }] of facets.entries()) codes[name].set(items(OTHERS + index), at);
    at += count;
  }
}

type Numbers = Float64Array | Uint32Array | Uint16Array;

/** The numbers of a vector without NULL. */
function itemsOf(vector: DuckDBVector, count: number): Numbers {
  const { items } = vector as unknown as { readonly items: Numbers };
  return items.subarray(0, count);
}
