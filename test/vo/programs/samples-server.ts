import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { ingest } from '../../athena/lakes/ingest.ts';
import { startVoServer, type VoServer } from '../vo-server.ts';

/** The service over a lake of a folder; it exists only within tests. */
export function samplesServer(files = 'fits_data'): () => VoServer {
  let folder: string;
  let server: VoServer;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fits-datalake-vo-'));
    ingest(folder, files);
    server = await startVoServer(folder);
  });
  afterAll(async () => {
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return () => server;
}

/** Real files, if they exist. */
export const CORPUS = existsSync('../shared/fits') ? ['../shared/fits'] : [];
