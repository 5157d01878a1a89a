// Who may ask a server: --host, --token, --public and --vo.

import { randomBytes } from 'node:crypto';
import { isLoopback } from '../../serve/addresses.ts';
import { UsageError } from '../errors.ts';

/** The options that say who may ask. */
export interface AccessOptions {
  readonly host?: string;
  readonly token?: string;
  readonly public?: boolean;
  readonly vo?: boolean;
}

/** Who may ask. */
export interface Access {
  readonly host: string;
  /** Whether other machines reach the server. */
  readonly isOpen: boolean;
  /** What the page's requests need; undefined if everybody may ask. */
  readonly token: string | undefined;
  readonly vo: boolean;
}

const LOOPBACK = '127.0.0.1';
const LEAST_CHARACTERS = 16;

/** Who may ask, according to the options. Throws {@link UsageError} if they would open the server by mistake. */
export function accessOf({
  host = LOOPBACK,
  token,
  public: isPublic = false,
  vo = false,
}: AccessOptions): Access {
  if (!/^[A-Za-z0-9.:-]+$/.test(host)) throw new UsageError(`--host ${host}: not an address`);
  const given = token ?? (process.env['FITS_TOKEN'] || undefined);
  if (isPublic && token !== undefined) throw new UsageError('--public: it means that there is no --token');
  const isOpen = !isLoopback(host);
  if (isOpen && !isPublic) {
    if (given === undefined)
      throw new UsageError(
        `--host ${host} lets other machines reach the server: choose --token TEXT, or --public for everybody`,
      );
    if (vo)
      throw new UsageError(
        `--vo with --host ${host} needs --public: programs of the VO do not know the token`,
      );
  }
  if (!isPublic && given !== undefined && !/^[\w.~-]+$/.test(given))
    throw new UsageError('--token: use only letters, digits and -._~');
  if (!isPublic && given !== undefined && given.length < LEAST_CHARACTERS)
    throw new UsageError(`--token: it must have at least ${LEAST_CHARACTERS} characters`);
  return { host, isOpen, vo, token: isPublic ? undefined : (given ?? randomBytes(24).toString('base64url')) };
}
