import { readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../lib/engines/cache/location.ts';
import { primary } from '../../helpers/fits.ts';
import { runCli } from '../../helpers/run-cli.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

let folder: string;
beforeEach(() => {
  folder = tempFolder();
  writeFileSync(join(folder, 'good.fits'), primary());
  writeFileSync(join(folder, 'gone.fits'), primary());
  writeFileSync(join(folder, 'bad.fits'), 'no FITS');
  runCli(['ingest', '.'], { cwd: folder });
  rmSync(join(folder, 'gone.fits'));
  runCli(['ingest', '.'], { cwd: folder });
});
const status = (...args: string[]) => runCli(['status', ...args], { cwd: folder });

describe('status', () => {
  it('says what the lake holds, and what is faulty and why', () => {
    const { stdout, status: code } = status();
    expect(code).toBe(0);
    expect(stdout).toContain(`lake ${folder}/fits-lake: 3 objects\n`);
    expect(stdout).toMatch(/file:\/\/.*: 2 files \(1 faulty\), 1 HDUs, 3 cards, 2\.9 kB; last read \d{4}-/);
    expect(stdout).toContain('files removed since they were read: 1');
    expect(stdout).toContain('/bad.fits: not-fits: byte 0: not FITS: begins with "no FITS"');
  });
  it('says it as JSON', () => {
    const { stdout } = status('--json');
    expect(JSON.parse(stdout)).toMatchObject({
      objects: 3,
      removed: 1,
      roots: [{ source_bucket: `file://${folder}`, files: 2, hdus: 1, cards: 3, bytes: 2887, faulty: 1 }],
      faults: [{ source_url: `file://${folder}/bad.fits`, code: 'not-fits', byte: 0, hdu: null }],
      damaged: [],
    });
  });
  it('names a damaged object', () => {
    const objects = join(folder, 'fits-lake/headers/collection=-');
    rmSync(cacheFolder(join(folder, 'fits-lake')), { recursive: true });
    truncateSync(join(objects, readdirSync(objects)[0]!), 20);
    const { stdout, status: code } = status();
    expect(code).toBe(3);
    expect(stdout).toMatch(
      /^damaged, left out: headers\/collection=-\/.*; ingest the folder again to repair it$/m,
    );
  });
  it('fails where there is no lake', () => {
    const { status: code, stderr } = status('--lake', 'none');
    expect(code).toBe(1);
    expect(stderr).toContain(`${folder}/none`);
  });
});
