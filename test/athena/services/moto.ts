import { join } from 'node:path';
import { pythonWithMoto } from './python.ts';
import { type Service, startService } from './service.ts';

/** Milliseconds. */
const TIMEOUT = 90_000;

/** Starts moto, which provides the Glue Data Catalog and S3 in memory. */
export function startMoto(folder: string): Promise<Service> {
  const python = pythonWithMoto();
  return startService(
    'moto',
    (port) => ({
      program: python,
      args: ['-c', 'from moto.server import main; main()', '-H', '127.0.0.1', '-p', String(port)],
      folder,
      log: join(folder, 'moto.log'),
    }),
    async (url) => (await fetch(`${url}/moto-api/`, { signal: AbortSignal.timeout(5000) })).ok,
    TIMEOUT,
  );
}
