import type { DuckDBConnection } from '@duckdb/node-api';
import type { LiveLake } from '../../engines/live/live-lake.ts';
import { type ObservationColumns, observationColumns } from '../../engines/overview/columns.ts';
import type { ObscoreName } from '../../sql/view-columns.ts';
import { framed } from '../http/framed.ts';
import { RequestRefused } from '../http/replies.ts';

// The columns of the lake's observations, which are in memory once for each view that was asked for.

/** The observations of a view, in one version of the lake. */
export interface Observations {
  readonly version: string;
  readonly columns: ObservationColumns;
  /** What the page gets. */
  readonly pieces: readonly Uint8Array[];
}

/** The observations of a lake. */
export interface ObservationCache {
  /** Those of the lake as it is now, as far as its cache is up to date. */
  of(view: ObscoreName): Promise<Observations>;
  /**
   * Reads about observations by their numbers in the order of the page.
   *
   * @param version that the numbers belong to
   * @throws RequestRefused with status 409 if the lake is in another version, and 400 if there is no such row
   */
  read<T>(
    view: ObscoreName,
    version: string | undefined,
    rows: readonly number[],
    work: (connection: DuckDBConnection, rowids: readonly number[]) => Promise<T>,
  ): Promise<T>;
}

/** A cache that reads from a lake. */
export function observationCache(lake: LiveLake): ObservationCache {
  const kept = new Map<ObscoreName, Observations>();
  const reading = new Map<ObscoreName, Promise<Observations>>();
  const readNow = (view: ObscoreName): Promise<Observations> =>
    lake.read(async (connection, version) => {
      const known = kept.get(view);
      if (known?.version === version) return known;
      // the old one is of no use, and as large as the new one
      kept.delete(view);
      const columns = await observationColumns(connection, view);
      const observations = { version, columns, pieces: piecesOf(columns, version) };
      kept.set(view, observations);
      return observations;
    });
  const of: ObservationCache['of'] = async (view) => {
    const running = reading.get(view) ?? readNow(view).finally(() => reading.delete(view));
    reading.set(view, running);
    return running;
  };
  return {
    of,
    read: async (view, version, rows, work) => {
      const { columns, version: current } = await of(view);
      if (version !== undefined && version !== current) throw changed(current);
      const rowids = rows.map((row) => {
        const rowid = columns.rowids[row];
        if (rowid === undefined)
          throw new RequestRefused(400, { error: `rows: there is no row ${row} of ${columns.rows}` });
        return rowid;
      });
      return lake.read(async (connection, now) => {
        if (now !== current) throw changed(now);
        return work(connection, rowids);
      });
    },
  };
}

const changed = (version: string): RequestRefused =>
  new RequestRefused(409, { error: 'the lake has changed; load its columns again', version });

function piecesOf(columns: ObservationColumns, version: string): Uint8Array[] {
  const { rows, facets, bins, ra, dec, cell, start, exptime, airmass, codes } = columns;
  const facetBlocks = facets.map(({ name }) => [name, codes[name]] as const);
  return framed(
    {
      rows,
      version,
      facets,
      bins: {
        exptime: { label: 'Exposure time', unit: 's', column: 't_exptime', edges: bins.exptime.edges },
        airmass: { label: 'Airmass', unit: '', column: 'airmass', edges: bins.airmass.edges },
      },
    },
    { ra, dec, cell, t_min: start, exptime, airmass, ...Object.fromEntries(facetBlocks) },
  );
}
