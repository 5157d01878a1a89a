// Tests keep the caches of their lakes to themselves, and leave none behind in their user's cache folder.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'fits-datalake-caches-'));
process.env['FITS_CACHE'] = folder;
afterAll(() => rmSync(folder, { recursive: true, force: true }));
