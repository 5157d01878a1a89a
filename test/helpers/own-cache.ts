// A setup file: each test file gets its own cache folder, so that tests leave no caches in the user's folder.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'fits-datalake-caches-'));
process.env['FITS_CACHE'] = folder;
afterAll(() => rmSync(folder, { recursive: true, force: true }));
