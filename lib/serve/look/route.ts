import { fileHeaders } from '../../engines/overview/file-headers.ts';
import { fileProblem } from '../../stores/file-problem.ts';
import { openLocalFile } from '../../stores/local-file.ts';
import { Archived, Changed, Missing, StoreFailure } from '../../stores/store.ts';
import type { OpenSource, PageContext } from '../context.ts';
import { integerIn, requiredText, textIn } from '../data/arguments.ts';
import { binaryReply, framed } from '../http/framed.ts';
import { jsonBody, RequestRefused } from '../http/replies.ts';
import type { Route } from '../http/router.ts';
import { fileOfLake } from '../source-file.ts';
import { look, NOT_DRAWN } from './look.ts';

/** The pixels of a side of a picture. */
const WIDTH = { least: 16, most: 1024, default: 512 } as const;

/** `POST /look`: `{ path, hdu, width, x, y }`, of which only the path is needed. Answers a picture, points, or a reason. */
export const lookRoute = (context: PageContext): Route => ({
  methods: ['POST'],
  needsToken: true,
  handle: async (request) => {
    const given = await jsonBody(request);
    const path = requiredText(given, 'path');
    const wanted = {
      hdu: integerIn(given, 'hdu', [0, 100_000]),
      width: integerIn(given, 'width', [WIDTH.least, WIDTH.most]) ?? WIDTH.default,
      x: textIn(given, 'x'),
      y: textIn(given, 'y'),
    };
    const { realPath } = await fileOfLake(context.lake, path);
    const headers = await context.lake.read((connection) => fileHeaders(connection, { path }));
    if (headers === undefined) throw new RequestRefused(404, { error: `the lake has no file ${path}` });
    let source: OpenSource | undefined;
    try {
      source = realPath === undefined ? await context.openObject(path) : openLocalFile(realPath);
      const { header, blocks } = await look(headers, wanted, source);
      return binaryReply(framed(header, blocks));
    } catch (error) {
      const problem = readProblem(error, path);
      // many files cannot be drawn: that is an answer, and not an error that browsers would report
      if (problem instanceof RequestRefused && problem.status === NOT_DRAWN)
        return binaryReply(framed({ kind: 'none', reason: problem.message }, {}));
      throw problem;
    } finally {
      source?.close();
    }
  },
});

/** A file that cannot be read, as the page shows it. */
function readProblem(error: unknown, path: string): unknown {
  const isOfStore = [Archived, Changed, Missing, StoreFailure].some((kind) => error instanceof kind);
  const isOfSystem =
    error instanceof Error && /^E[A-Z]+$/.test(String((error as NodeJS.ErrnoException).code));
  return isOfStore || isOfSystem
    ? new RequestRefused(NOT_DRAWN, { error: `${path}: ${fileProblem(error)}` }, { cause: error })
    : error;
}
