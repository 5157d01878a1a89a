// The services of the Virtual Observatory.

import type { Asker } from '../../engines/asker.ts';
import { FILES_PATH } from '../../serve/files/route.ts';
import type { Service } from '../../serve/http/router.ts';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { temporaryFolder } from '../../stores/temporary-folder.ts';
import { voService } from '../../vo/service.ts';
import { type Addresses, onError } from './running.ts';

/** What the services answer from. */
export interface VoRequest {
  readonly asker: Asker;
  /** Which SQL the asker understands. */
  readonly dialect: 'duckdb' | 'trino';
  readonly keywords: readonly KeywordColumn[];
  /** Whether the server has the local files of the lake at /files. */
  readonly files: boolean;
}

/** The services of one server. */
export interface VoServices {
  /** Those at the address `base`. */
  at(base: string): Service[];
  /** Ends their jobs, and removes the results. */
  close(): void;
}

/** The services of the VO. */
export function voServices({ files, ...request }: VoRequest): VoServices {
  const folder = temporaryFolder('jobs');
  const stopped = new AbortController();
  return {
    at: (base) => [
      voService({
        ...request,
        base: `${base}/`,
        filesAt: files ? `${base}${FILES_PATH}` : undefined,
        folder: folder.path,
        signal: stopped.signal,
        onError,
      }),
    ],
    close: () => {
      stopped.abort(new Error('the server stops'));
      folder.remove();
    },
  };
}

/** A server without them. */
export const NO_SERVICES: VoServices = { at: () => [], close: () => {} };

/** What programs need to know, by protocol: paths below the address of the server. */
export const VO_PATHS: Addresses = { tap: '/tap', sia2: '/sia2', scs: '/scs' };

/** The addresses of the services of a server. */
export const voAddresses = (base: string): Addresses =>
  Object.fromEntries(Object.entries(VO_PATHS).map(([name, path]) => [name, base + path]));
