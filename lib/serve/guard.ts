import { createHash, timingSafeEqual } from 'node:crypto';

// Which requests the server answers. Everything here is decided from the request's own lines, before anything else.

/** What the server accepts. */
export interface GuardPolicy {
  /** The values of Host that name this server, in lower case, such as `127.0.0.1:8642`. */
  readonly hosts: ReadonlySet<string>;
  /** The values of Origin that are the server's own, such as `http://127.0.0.1:8642`. */
  readonly origins: ReadonlySet<string>;
  /** Requests for data must carry it; undefined if everybody who reaches the server may ask (`--public`). */
  readonly token: string | undefined;
}

/** What the guard looks at. */
export interface GuardedRequest {
  readonly path: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly authorization: string | undefined;
  /** The values of Sec-Fetch-Site, Sec-Fetch-Mode and Sec-Fetch-Dest, which browsers send. */
  readonly site: string | undefined;
  readonly mode: string | undefined;
  readonly dest: string | undefined;
}

/** The answer to a request that is not let in. */
export interface Refusal {
  readonly status: 401 | 403 | 421;
  readonly error: string;
}

/**
 * Refuses a request that is not meant for this server, or that comes from another site: 421 for a wrong Host (DNS
 * rebinding), 403 for a wrong Origin. Undefined if it may pass.
 */
export function refuseStrangers(
  request: GuardedRequest,
  { hosts, origins }: Pick<GuardPolicy, 'hosts' | 'origins'>,
): Refusal | undefined {
  const { host, origin } = request;
  if (host === undefined || !hosts.has(host.toLowerCase()))
    return { status: 421, error: 'this server does not have that name' };
  if (origin !== undefined && !origins.has(origin.toLowerCase())) return OTHER_SITE;
  return isFromElsewhere(request) ? OTHER_SITE : undefined;
}

const OTHER_SITE: Refusal = { status: 403, error: 'requests from other sites are refused' };

/** A page of another site may only link to the page itself: it must not make anybody's browser ask anything. */
function isFromElsewhere({ site, mode, dest, path }: GuardedRequest): boolean {
  if (site === undefined || site === 'none' || site === 'same-origin') return false;
  return !(mode === 'navigate' && dest === 'document' && path === '/');
}

/** Refuses a request without the token of the policy: 401. Undefined if it may pass. */
export function refuseWithoutToken(
  { authorization }: Pick<GuardedRequest, 'authorization'>,
  { token }: Pick<GuardPolicy, 'token'>,
): Refusal | undefined {
  if (token === undefined || isSame(authorization ?? '', `Bearer ${token}`)) return undefined;
  return { status: 401, error: 'the token is missing or wrong: open the address that the server printed' };
}

/** Compares digests, so that the time depends neither on the length nor on the place of a difference. */
const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
