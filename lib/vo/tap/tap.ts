import { tapCapabilities } from '../capabilities.ts';
import { resourceAt, vosiResources } from '../resources.ts';
import { xmlResponse } from '../responses.ts';
import type { Service } from '../service-options.ts';
import { VoError } from '../vo-error.ts';
import { asynchronous } from './async.ts';
import { examplesPage } from './examples.ts';
import { openJobs } from './jobs.ts';
import { sync } from './sync.ts';
import { tablesForAstroquery, tablesXml, tableXml } from './tables-xml.ts';

// The resources of TAP. Source: TAP 1.1, section 2 (https://www.ivoa.net/documents/TAP/20190927/).

/** Answers requests below /tap. */
export function tapService(
  service: Service,
): (request: Request, path: readonly string[]) => Promise<Response> {
  const place = {
    jobs: openJobs(service),
    address: `${service.base}tap/async`,
    mostSeconds: service.limits.mostSeconds,
  };
  return async (request, path) => {
    const [what = '', ...rest] = path;
    if (what === 'async') return await asynchronous(place, request, rest);
    if (what === 'tables') return tables(service, rest, isAstroquery(request));
    return await resourceAt(path, {
      sync: () => sync(service, request),
      examples: () => new Response(examplesPage(), { headers: { 'content-type': 'application/xhtml+xml' } }),
      ...vosiResources(() => tapCapabilities(service)),
    });
  };
}

/** The GET requests of its TapPlus are the only ones that do not say which program they come from. */
const isAstroquery = ({ headers }: Request): boolean => headers.get('user-agent') === null;

function tables({ tables: known }: Service, path: readonly string[], forAstroquery: boolean): Response {
  const [name, ...more] = path;
  if (name === undefined) return xmlResponse((forAstroquery ? tablesForAstroquery : tablesXml)(known));
  const found = more.length === 0 ? tableXml(known, decoded(name)) : undefined;
  if (found === undefined) throw new VoError('there is no such table', 404);
  return xmlResponse(found);
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    throw new VoError('the path in the address is not encoded as UTF-8');
  }
}
