import {
  type GuardedRequest,
  type GuardPolicy,
  type Refusal,
  refuseStrangers,
  refuseWithoutToken,
} from '../guard.ts';
import { BodyTooLarge } from './from-node.ts';
import { jsonReply, RequestRefused } from './replies.ts';

// From a request to the response of its route. Whatever goes wrong becomes a response.

/** What is at one path. */
export interface Route {
  /** Without HEAD, which GET includes, and OPTIONS. */
  readonly methods: readonly ('GET' | 'POST')[];
  /** Whether a request needs the page's token. */
  readonly needsToken: boolean;
  handle(request: Request): Promise<Response> | Response;
}

/** A service below paths of its own. It answers without the page's token; undefined if the path is not one of its own. */
export type Service = (request: Request) => Promise<Response | undefined>;

/** What a server answers. */
export interface Site {
  readonly policy: GuardPolicy;
  /** By path. A path that ends with `/` is that of everything below it. */
  readonly routes: Readonly<Record<string, Route>>;
  readonly services: readonly Service[];
  /** Headers of every response. */
  readonly headers: Readonly<Record<string, string>>;
  /** Receives the errors that are not the client's fault. */
  onError(error: unknown): void;
}

/** The response to a request. Never throws. */
export async function respond(request: Request, site: Site): Promise<Response> {
  const response = await answered(request, site).catch((error: unknown) =>
    // nobody is there to read it
    request.signal.aborted ? new Response(null, { status: 500 }) : problemReply(error, site),
  );
  for (const [name, value] of Object.entries(site.headers)) response.headers.set(name, value);
  return response;
}

async function answered(request: Request, site: Site): Promise<Response> {
  const { pathname } = new URL(request.url);
  const guarded = guardedFrom(request, pathname);
  const stranger = refuseStrangers(guarded, site.policy);
  if (stranger !== undefined) return refusalReply(stranger);
  const route = routeOf(pathname, site.routes);
  if (route === undefined) {
    for (const service of site.services) {
      const response = await service(request);
      if (response !== undefined) return withOwnHeaders(response);
    }
    return jsonReply({ error: `there is nothing at ${pathname}` }, 404);
  }
  const allowed = [...route.methods, ...(route.methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'];
  const { method } = request;
  const allow = { allow: allowed.join(', ') };
  if (method === 'OPTIONS') return new Response(null, { status: 204, headers: allow });
  if (!allowed.includes(method)) {
    const refused = jsonReply({ error: `the method ${method} is not allowed here` }, 405);
    refused.headers.set('allow', allow.allow);
    return refused;
  }
  const unknown = route.needsToken ? refuseWithoutToken(guarded, site.policy) : undefined;
  return unknown === undefined ? await route.handle(request) : refusalReply(unknown);
}

function routeOf(path: string, routes: Site['routes']): Route | undefined {
  if (Object.hasOwn(routes, path)) return routes[path];
  const below = Object.keys(routes).find(
    (prefix) => prefix.length > 1 && prefix.endsWith('/') && path.startsWith(prefix),
  );
  return below === undefined ? undefined : routes[below];
}

function guardedFrom({ headers }: Request, path: string): GuardedRequest {
  const header = (name: string): string | undefined => headers.get(name) ?? undefined;
  return {
    path,
    host: header('host'),
    origin: header('origin'),
    authorization: header('authorization'),
    site: header('sec-fetch-site'),
    mode: header('sec-fetch-mode'),
    dest: header('sec-fetch-dest'),
  };
}

function refusalReply({ status, error }: Refusal): Response {
  const reply = jsonReply({ error }, status);
  if (status === 401) reply.headers.set('www-authenticate', 'Bearer');
  return reply;
}

/** Responses such as those of `Response.redirect` have headers that cannot be changed. */
const withOwnHeaders = ({ body, status, headers }: Response): Response =>
  new Response(body, { status, headers: new Headers(headers) });

function problemReply(error: unknown, { onError }: Site): Response {
  if (error instanceof RequestRefused) return jsonReply(error.problem, error.status);
  if (error instanceof BodyTooLarge) return jsonReply({ error: error.message }, 413);
  onError(error);
  return jsonReply({ error: 'the server could not answer; its terminal shows the reason' }, 500);
}
