// serve: the page over a local lake.

import type { QueryLimits } from '../../engines/duckdb/query-limits.ts';
import { freshAsker } from '../../engines/live/fresh-asker.ts';
import { gate } from '../../engines/live/gate.ts';
import { lakeAsker } from '../../engines/live/lake-asker.ts';
import { type LiveLake, openLiveLake } from '../../engines/live/live-lake.ts';
import { localRoots } from '../../engines/overview/source-files.ts';
import type { OpenSource, PageContext } from '../../serve/context.ts';
import { FILES_PATH, filesRoute } from '../../serve/files/route.ts';
import { pageFiles } from '../../serve/page-files.ts';
import { startServer } from '../../serve/serve.ts';
import type { KeywordColumn } from '../../sql/everyday.ts';
import type { ExitCode } from '../errors.ts';
import type { S3Settings } from '../options/s3.ts';
import { s3Uri } from '../options/uri.ts';
import { savedNames, savedQuery } from '../query/saved.ts';
import { lakeFailure } from '../terminal/lake-failure.ts';
import { printMessage } from '../terminal/output.ts';
import { progress } from '../terminal/progress.ts';
import { adviceOn } from '../terminal/refusals.ts';
import { processLimits } from './limits.ts';
import { onError, runUntilSignal, type ServeRequest, started } from './running.ts';
import { NO_SERVICES, VO_PATHS, voAddresses, voServices } from './vo.ts';
import { exposureNotes } from './words.ts';

/** A server over a local lake. */
export interface LakeServeRequest extends ServeRequest {
  readonly lake: string;
  readonly keywords: readonly KeywordColumn[];
  readonly lakeKeywords: readonly KeywordColumn[];
  readonly limits: QueryLimits;
  readonly s3: S3Settings;
  readonly files: boolean;
  readonly hips: string | undefined;
}

/** Serves a local lake until a signal. Throws RunFailed. */
export async function serveLake(request: LakeServeRequest): Promise<ExitCode> {
  const { access, port, lake: folder, keywords, lakeKeywords, files, hips } = request;
  const { limits, processes, processMemory } = processLimits(request.limits);
  const entrance = gate();
  const lake = await opened(folder, { keywords, lakeKeywords, limits, gate: entrance });
  const asker = freshAsker(
    lake,
    lakeAsker({
      settings: { lake: folder, keywords, limits, processMemory },
      processes,
      waiting: 100,
      timeoutMs: request.timeoutMs,
      gate: entrance,
    }),
  );
  const services = access.vo
    ? voServices({ asker: asker.ask, dialect: 'duckdb', keywords, files })
    : NO_SERVICES;
  try {
    const context: PageContext = {
      folder,
      lake,
      asker,
      timeoutMs: request.timeoutMs,
      keywords,
      savedQueries: () => savedNames(folder).flatMap((name) => savedQuery(folder, name) ?? []),
      openObject: objectOpener(request.s3),
      advise: (hint) => adviceOn(hint, 'server'),
      hips,
      files,
      services: access.vo ? VO_PATHS : {},
    };
    const page = { files: await pageFiles(), context };
    const server = await started(request, () =>
      startServer({
        host: access.host,
        url: access.url,
        port,
        token: access.token,
        page,
        services: services.at,
        routes: files ? { [FILES_PATH]: filesRoute(lake, !access.vo) } : {},
        onError,
      }),
    );
    try {
      const fragment = access.token === undefined ? '' : `#t=${access.token}`;
      const notes = exposureNotes(access, files ? await lake.read(localRoots) : undefined);
      const addresses = { page: `${server.url}/${fragment}`, ...(access.vo && voAddresses(server.url)) };
      return await runUntilSignal(request, addresses, notes);
    } finally {
      await server.close();
    }
  } finally {
    services.close();
    asker.close();
    await lake.close();
  }
}

async function opened(folder: string, options: Parameters<typeof openLiveLake>[1]): Promise<LiveLake> {
  const line = progress('lake objects loaded into the cache');
  try {
    return await openLiveLake(folder, { ...options, onNotice: printMessage, onProgress: line.step });
  } catch (error) {
    throw lakeFailure(error);
  } finally {
    line.clear();
  }
}

/** Opens objects of S3; the SDK is loaded for the first one. */
function objectOpener(settings: S3Settings): (uri: string) => Promise<OpenSource> {
  return async (uri) => {
    const { objectOpener: opener } = await import('../files/objects.ts');
    return opener(settings)(s3Uri(uri));
  };
}
