import { linkService } from './datalink/links.ts';
import { errorResponse } from './failure.ts';
import { lakeTables } from './lake-tables.ts';
import { coneService } from './scs/scs.ts';
import { LIMITS, type Service, type VoOptions } from './service-options.ts';
import { siaService } from './sia/sia.ts';
import { tapService } from './tap/tap.ts';
import { withTapSchema } from './tap/tap-schema.ts';
import { turns } from './turns.ts';
import { VoError } from './vo-error.ts';

/** Answers requests below one folder of the address. */
type Protocol = (request: Request, path: readonly string[]) => Promise<Response>;

/**
 * The protocols of the Virtual Observatory over a lake: `tap`, `sia2`, `scs` and `datalink` below the base address.
 *
 * @returns a function that answers a request; undefined if its path belongs to none of the protocols
 */
export function voService({
  keywords = [],
  limits,
  dialect = 'duckdb',
  signal,
  onError = () => {},
  ...options
}: VoOptions): (request: Request) => Promise<Response | undefined> {
  const tables = withTapSchema(lakeTables(keywords));
  const service: Service = {
    ...{ ...options, tables, dialect, signal, onError, turns: turns() },
    limits: { ...LIMITS, ...limits },
  };
  const protocols: Readonly<Record<string, Protocol>> = {
    tap: tapService(service),
    sia2: (request, path) => siaService(service, request, path),
    scs: (request, path) => coneService(service, request, path),
    datalink: (request, path) => linkService(service, request, path),
  };
  const root = new URL(service.base).pathname;
  return async (request) => {
    const { pathname } = new URL(request.url);
    const [name = '', ...path] = pathname.startsWith(root) ? pathname.slice(root.length).split('/') : [];
    const protocol = Object.hasOwn(protocols, name) ? protocols[name] : undefined;
    if (protocol === undefined) return undefined;
    try {
      if (!METHODS.includes(request.method))
        throw new VoError(`the method ${request.method} is not allowed here`, 405);
      const response = await protocol(
        request,
        path.filter((part) => part !== ''),
      );
      // HEAD has the headers of GET
      return request.method === 'HEAD' ? new Response(null, response) : response;
    } catch (error) {
      // nobody reads this response
      if (request.signal.aborted) return new Response(null, { status: 503 });
      return errorResponse(error, service);
    }
  };
}

const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'DELETE'];
