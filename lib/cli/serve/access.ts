// Who may ask a server: --host, --token, --public and --vo.

import { randomBytes } from 'node:crypto';
import { isLoopback } from '../../serve/addresses.ts';
import { UsageError } from '../errors.ts';

/** The options that say who may ask. */
export interface AccessOptions {
  readonly host?: string;
  readonly url?: string;
  readonly token?: string;
  readonly public?: boolean;
  readonly vo?: boolean;
}

/** Who may ask. */
export interface Access {
  readonly host: string;
  /** The origin that others use; undefined for that of the host. */
  readonly url: string | undefined;
  /** Whether other machines reach the server. */
  readonly isOpen: boolean;
  /** What the page's requests need; undefined if everybody may ask. */
  readonly token: string | undefined;
  readonly vo: boolean;
}

const LOOPBACK = '127.0.0.1';
const LEAST_CHARACTERS = 16;

/** Who may ask, according to the options. Throws {@link UsageError} if they would open the server by mistake. */
export function accessOf({ host = LOOPBACK, url, token, ...options }: AccessOptions): Access {
  const { public: isPublic = false, vo = false } = options;
  if (!/^[A-Za-z0-9.:-]+$/.test(host)) throw new UsageError(`--host ${host}: not an address`);
  const origin = url === undefined ? undefined : originOf(url);
  const given = token ?? (process.env['FITS_TOKEN'] || undefined);
  if (isPublic && token !== undefined)
    throw new UsageError('--public: leave out --token; with --public there is none');
  if (!isPublic && given !== undefined) expectSafe(given);
  const opener = openerOf(host, origin);
  if (opener !== undefined && !isPublic) {
    if (given === undefined)
      throw new UsageError(
        `${opener} lets other machines reach the server: add --token TEXT or, to answer anyone, --public`,
      );
    if (vo)
      throw new UsageError(`--vo with ${opener} needs --public: programs of the VO do not know the token`);
  }
  return {
    host,
    url: origin,
    isOpen: opener !== undefined,
    vo,
    token: isPublic ? undefined : (given ?? randomBytes(24).toString('base64url')),
  };
}

/** The option that lets other machines reach the server; undefined if they do not. */
function openerOf(host: string, origin: string | undefined): string | undefined {
  if (!isLoopback(host)) return `--host ${host}`;
  const name = origin && new URL(origin).hostname.replace(/^\[|\]$/g, '');
  return name === undefined || isLoopback(name) ? undefined : `--url ${origin}`;
}

function expectSafe(token: string): void {
  if (!/^[\w.~-]+$/.test(token)) throw new UsageError('--token: use only letters, digits and -._~');
  if (token.length < LEAST_CHARACTERS)
    throw new UsageError(`--token: it must have at least ${LEAST_CHARACTERS} characters`);
}

/** The origin of `--url`: a server is at the root of its host. Throws {@link UsageError}. */
function originOf(url: string): string {
  const parsed = URL.parse(url);
  const isHttp = /^https?:$/.test(parsed?.protocol ?? '');
  if (parsed === null || !isHttp || parsed.href !== `${parsed.origin}/`)
    throw new UsageError(`--url ${url}: write it without a path, such as https://lake.example.org`);
  return parsed.origin;
}
