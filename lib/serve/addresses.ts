import { hostname, networkInterfaces } from 'node:os';

// Where a server listens, and how clients may call it.

/** Whether only this machine reaches an address. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);

/** Whether an address stands for all addresses of this machine. */
const isAny = (host: string): boolean => host === '0.0.0.0' || host === '::';

/** An address as it is written in URLs. */
export const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** The values of Host and Origin that are a server's own. */
export interface OwnNames {
  readonly hosts: ReadonlySet<string>;
  readonly origins: ReadonlySet<string>;
}

/**
 * The names of a server at this address and port.
 *
 * @param url the origin that others use, if it is another one, such as that of a proxy
 */
export function ownNamesOf(host: string, port: number, url?: string): OwnNames {
  const hosts = hostNames(host, port);
  const origins = hosts.map((name) => `http://${name}`);
  return url === undefined
    ? { hosts: new Set(hosts), origins: new Set(origins) }
    : { hosts: new Set([...hosts, new URL(url).host]), origins: new Set([...origins, url]) };
}

function hostNames(host: string, port: number): string[] {
  const names = [host];
  if (isLoopback(host)) names.push('localhost', ...(host === 'localhost' ? ['127.0.0.1', '::1'] : []));
  if (isAny(host)) names.push(...ownNames());
  return names
    .map((name) => inUrl(name).toLowerCase())
    .flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])]);
}

/** All names and addresses of this machine that it knows itself. */
function ownNames(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((own = []) =>
    own.map(({ address }) => address),
  );
  const name = hostname();
  return [
    'localhost',
    name,
    name.replace(/\..*/, ''),
    ...addresses.map((address) => address.replace(/%.*/, '')),
  ];
}

/** The address that people open: of all addresses of a machine, that which this machine reaches itself by. */
export const openedAt = (host: string, port: number): string =>
  `http://${inUrl(isAny(host) ? 'localhost' : host)}:${port}`;
