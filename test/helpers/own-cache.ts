// A setup file: each test file gets its own folders for caches and for what programs remember, so that tests leave nothing
// in those of the user.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'fits-datalake-caches-'));
process.env['FITS_CACHE'] = folder;
process.env['XDG_STATE_HOME'] = join(folder, 'state');
afterAll(() => rmSync(folder, { recursive: true, force: true }));
