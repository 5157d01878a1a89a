import { openedAt, ownNamesOf } from './addresses.ts';
import { askRoute } from './ask/route.ts';
import type { PageContext } from './context.ts';
import { observationCache } from './data/observations.ts';
import { dataRoutes } from './data/routes.ts';
import { listen } from './http/listen.ts';
import type { Route, Service } from './http/router.ts';
import { whileLakeIsThere } from './lake-problem.ts';
import { lookRoute } from './look/route.ts';
import type { PageFile } from './page-files.ts';
import { responseHeaders } from './response-headers.ts';

// A server: the page and its data, and services for other programs.

/** What a server offers, and to whom. */
export interface ServerOptions {
  /** The address to listen at, and the port; 0 for any free one. */
  readonly host: string;
  readonly port: number;
  /** The origin that others use, if it is another one, such as that of a proxy. */
  readonly url: string | undefined;
  /** The page's requests need it; undefined if everybody who reaches the server may see everything. */
  readonly token: string | undefined;
  /** The page, and the lake behind it; undefined without a page. */
  readonly page: { readonly files: ReadonlyMap<string, PageFile>; readonly context: PageContext } | undefined;
  /** Makes the services, which answer without the token, for the address of the server. */
  readonly services: (base: string) => readonly Service[];
  /** Further routes. */
  readonly routes: Readonly<Record<string, Route>>;
  /** Receives errors that are not the client's fault. */
  readonly onError: (error: unknown) => void;
}

/** A server that runs. */
export interface RunningServer {
  /** `http://127.0.0.1:8642` */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a server. Throws the error of the system, such as EADDRINUSE. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host, token, page, onError } = options;
  const routes = Object.fromEntries(
    Object.entries({ ...(page && (await pageRoutes(page))), ...options.routes }).map(([path, route]) => [
      path,
      whileLakeIsThere(route),
    ]),
  );
  const { port, close } = await listen(host, options.port, (chosen) => ({
    policy: { ...ownNamesOf(host, chosen, options.url), token },
    routes,
    services: options.services(options.url ?? openedAt(host, chosen)),
    headers: responseHeaders(page?.context.hips),
    onError,
  }));
  return { url: options.url ?? openedAt(host, port), close };
}

async function pageRoutes({
  files,
  context,
}: NonNullable<ServerOptions['page']>): Promise<Record<string, Route>> {
  const observations = observationCache(context.lake);
  // every page asks for them, right after its first picture
  await observations.of('obscore');
  return {
    ...Object.fromEntries([...files].map(([path, file]) => [path, fileRoute(file)])),
    ...dataRoutes(context, observations),
    '/ask': askRoute(context),
    '/look': lookRoute(context),
  };
}

const fileRoute = ({ type, bytes }: PageFile): Route => ({
  methods: ['GET'],
  needsToken: false,
  handle: () =>
    new Response(bytes, { headers: { 'content-type': type, 'content-length': String(bytes.length) } }),
});
