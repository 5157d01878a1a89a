import { cellCounts } from '../../engines/overview/cell-counts.ts';
import { fileHeaders } from '../../engines/overview/file-headers.ts';
import { columnNames, rowsByNumber } from '../../engines/overview/rows.ts';
import type { PageContext } from '../context.ts';
import { binaryReply, framed } from '../http/framed.ts';
import { jsonBody, jsonReply, RequestRefused } from '../http/replies.ts';
import type { Route } from '../http/router.ts';
import { type Arguments, integerIn, namesIn, requiredText, rowsIn, textIn, viewIn } from './arguments.ts';
import type { ObservationCache } from './observations.ts';
import { lakeState } from './state.ts';
import { targetPosition } from './target.ts';

// The page's questions that are not SQL.

/** The columns of rows that the page shows unless it names others. */
const SHOWN = [
  'target_name',
  'obs_collection',
  'instrument_name',
  'facility_name',
  'filter',
  'image_type',
  'obs_start',
  't_exptime',
  'airmass',
  's_ra',
  's_dec',
  'path',
];

/** A route that answers a JSON object. */
const posted = (handle: (given: Arguments, request: Request) => Promise<Response>): Route => ({
  methods: ['POST'],
  needsToken: true,
  handle: async (request) => handle(await jsonBody(request), request),
});

/** The routes below `/data/`. */
export function dataRoutes(context: PageContext, observations: ObservationCache): Record<string, Route> {
  return {
    // the first picture: it waits for nothing, not even for the lake to be compared with its cache
    '/data/cells': posted(async (given) => {
      const { total, cells } = await context.lake.read((connection) => cellCounts(connection, viewIn(given)));
      return binaryReply(framed({ total }, { cells }));
    }),
    '/data/columns': posted(async (given) => {
      await context.lake.refresh();
      return binaryReply((await observations.of(viewIn(given))).pieces);
    }),
    '/data/rows': posted(async (given) => {
      const view = viewIn(given);
      const columns = namesIn(given, 'columns', columnNames(view)) ?? SHOWN;
      const read = observations.read(view, textIn(given, 'version'), rowsIn(given), (connection, rowids) =>
        rowsByNumber(connection, view, rowids, columns),
      );
      return jsonReply(await read);
    }),
    '/data/footprints': posted(async (given) => {
      const [view, rows] = [viewIn(given), rowsIn(given)];
      const read = await observations.read(view, textIn(given, 'version'), rows, (connection, rowids) =>
        rowsByNumber(connection, view, rowids, ['s_region']),
      );
      return jsonReply(read.rows.map(([region], at) => [rows[at], region]));
    }),
    '/data/header': posted(async (given) => {
      const headers = await headersFor(given, context, observations);
      if (headers === undefined) throw new RequestRefused(404, { error: 'the lake has no such file' });
      return jsonReply(headers);
    }),
    '/data/state': posted(async (given) => jsonReply(await lakeState(context, given['brief'] === true))),
    '/data/target': posted(async (given) =>
      jsonReply(await targetPosition(requiredText(given, 'name'), context.lake)),
    ),
  };
}

function headersFor(given: Arguments, { lake }: PageContext, observations: ObservationCache) {
  const path = textIn(given, 'path');
  if (path !== undefined) return lake.read((connection) => fileHeaders(connection, { path }));
  const view = viewIn(given);
  const row = integerIn(given, 'row', [0, 2 ** 31]);
  if (row === undefined) throw new RequestRefused(400, { error: 'row or path: one of them is required' });
  return observations.read(view, textIn(given, 'version'), [row], (connection, [rowid = 0]) =>
    fileHeaders(connection, { view, rowid }),
  );
}
