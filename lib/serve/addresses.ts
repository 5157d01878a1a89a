import { hostname, networkInterfaces } from 'node:os';

// Where a server listens, and how clients may call it.

/** Whether only this machine reaches an address. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);

/** Whether an address stands for all addresses of this machine. */
const isAny = (host: string): boolean => host === '0.0.0.0' || host === '::';

/** An address as it is written in URLs. */
export const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** The values of Host that name a server at this address and port. */
export function hostNames(host: string, port: number): ReadonlySet<string> {
  const names = [host];
  if (isLoopback(host)) names.push('localhost', ...(host === 'localhost' ? ['127.0.0.1', '::1'] : []));
  if (isAny(host)) names.push(...ownNames());
  const withPorts = names
    .map((name) => inUrl(name).toLowerCase())
    .flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])]);
  return new Set(withPorts);
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
