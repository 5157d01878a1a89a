import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeS3 } from '../helpers/fake-s3.ts';
import { primary } from '../helpers/fits.ts';
import { type Installed, installPackage, nodeThatSays22 } from './installed.ts';

const SAMPLES = resolve('fits_data');
/** Megabytes that the package may take, with all that it depends on. */
const MOST = 150;

let installed: Installed;
beforeAll(() => {
  installed = installPackage();
});
afterAll(() => installed.remove());

describe('the package', () => {
  it('takes little space, and has DuckDB for this platform only', () => {
    const { modules } = installed;
    const files = globSync('**/*', { cwd: modules });
    const bytes = files.reduce((sum, file) => sum + statSync(join(modules, file)).size, 0);
    expect(bytes / 1e6).toBeLessThan(MOST);
    expect(files.filter((file) => file.endsWith('.node'))).toHaveLength(1);
    const inside = globSync('*/node_modules/{*,@*/*}/package.json', { cwd: modules });
    expect(inside.length).toBeGreaterThan(1);
    expect(inside.filter((name) => !/@duckdb|detect-libc/.test(name))).toEqual([]);
  });

  it('passes publint', () => {
    const { stdout, status } = spawnSync(
      'node_modules/.bin/publint',
      ['run', installed.archive, '--strict'],
      { encoding: 'utf8' },
    );
    expect({ status, stdout }).toMatchObject({ status: 0 });
  });
});

describe('the installed program', () => {
  it('ingests, queries and prints headers', async () => {
    const { run } = installed;
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect((await run(['--version'])).stdout).toBe(`${version}\n`);
    expect(await run(['ingest', '--lake', 'lake', SAMPLES])).toMatchObject({ status: 3, stderr: '' });
    const count = ['query', '--lake', 'lake', '--format', 'csv', 'SELECT count(*) AS n FROM files'];
    expect(await run(count)).toEqual({ stdout: 'n\n18\n', stderr: '', status: 0 });
    const named = await run(['query', '--lake', 'lake', '--named', 'objects']);
    expect(named).toMatchObject({ stdout: expect.stringContaining('M31'), status: 0, stderr: '' });
    const header = await run(['header', '--format', 'json', join(SAMPLES, 'wide8/2023/ngc1365-g.fits')]);
    expect(JSON.parse(header.stdout)[0].hdus.length).toBeGreaterThan(8);
  });

  it('serves the page and the VO, with questions in processes of their own', async () => {
    expect(await installed.run(['ingest', '--lake', 'served', SAMPLES])).toMatchObject({ status: 3 });
    const { line, stop } = await installed.serve([
      '--lake',
      'served',
      '--port',
      '0',
      '--json',
      '--public',
      '--vo',
    ]);
    const { page, tap } = JSON.parse(line) as { page: string; tap: string };
    for (const file of ['', 'page.js', 'worker.js', 'page.css'])
      expect((await (await fetch(page + file)).text()).length).toBeGreaterThan(1000);
    const asked = await fetch(`${page}ask`, {
      method: 'POST',
      body: '{"sql": "SELECT count(*) FROM files"}',
    });
    expect(await asked.json()).toMatchObject({ rows: [['18']] });
    const adql = 'LANG=ADQL&RESPONSEFORMAT=csv&QUERY=SELECT+TOP+1+obs_id+FROM+ivoa.obscore';
    expect(await (await fetch(`${tap}/sync?${adql}`)).text()).toMatch(/^obs_id\r?\n/);
    expect(await stop('SIGINT')).toBe(130);
  });

  it('keeps the code of a verb that ran, and does not run it if it is damaged', async () => {
    const { run, folder } = installed;
    const compiled = (): string[] => globSync('caches/fits-datalake/compiled/info-*.code', { cwd: folder });
    const info = ['info', join(SAMPLES, 'wide8/2023/ngc1365-g.fits')];
    expect(await run(['info', '--help'])).toMatchObject({ status: 0 });
    expect(compiled()).toEqual([]);
    const expected = await run(info);
    expect(expected).toMatchObject({ status: 0, stderr: '' });
    const [name = ''] = compiled();
    const file = join(folder, name);
    const kept = readFileSync(file);
    expect(await run(info)).toEqual(expected);
    expect(readFileSync(file).equals(kept)).toBe(true);
    for (const damaged of [Buffer.alloc(0), kept.subarray(0, kept.length / 2), Buffer.alloc(kept.length)]) {
      writeFileSync(file, damaged);
      expect(await run(info)).toEqual(expected);
      expect(readFileSync(file).equals(damaged)).toBe(false);
    }
  });

  it('reads files in threads, with custom rules', async () => {
    const { run, folder } = installed;
    writeFileSync(
      join(folder, 'rules.yaml'),
      '- when: { INSTRUME: MERICAM }\n  facility_name: { value: Hill }\n',
    );
    const args = ['ingest', '--lake', 'threads', '--rules', 'rules.yaml', '--threads', '2', SAMPLES];
    expect(await run(args)).toMatchObject({ status: 3, stderr: '' });
    const sql = "SELECT facility_name FROM obscore WHERE target_name = 'M57'";
    expect((await run(['query', '--lake', 'threads', sql])).stdout).toContain('Hill');
  });

  it('reads from S3', async () => {
    const s3 = await fakeS3();
    s3.put('archive', 'a.fits', primary([], ["OBJECT  = 'M31'"]));
    const ingest = await installed.run(['ingest', '--lake', 's3-lake', 's3://archive'], s3.env);
    expect(ingest).toMatchObject({ status: 0, stderr: '' });
    const { stdout } = await installed.run(['query', '--lake', 's3-lake', 'SELECT object FROM files']);
    expect(stdout).toContain('M31');
  });

  it.each([['query', 'SELECT 1'], ['backfill'], ['crawl'], ['status']])(
    'calls AWS for %s',
    async (...args) => {
      const env = {
        AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
        AWS_ACCESS_KEY_ID: 'id',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_REGION: 'eu-west-1',
        AWS_MAX_ATTEMPTS: '1',
      };
      const run = await installed.run([...args, '--stack', 'my-fits-datalake'], env);
      expect(run).toMatchObject({ status: 1, stderr: expect.stringContaining('127.0.0.1:9') });
    },
  );

  it('has the samples', async () => {
    const { stdout, status, stderr } = await installed.run(['start']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^18 files: 18 new/);
    expect(stdout).toContain('  fits-datalake query --lake fits-lake-samples "SELECT');
  });

  it('says which Node it needs, or takes one from the PATH', async () => {
    const node = nodeThatSays22(installed.folder);
    const refused = await installed.run(['--version'], { PATH: '' }, node);
    expect(refused).toMatchObject({ status: 1, stdout: '' });
    expect(refused.stderr).toMatch(
      /^fits-datalake needs Node 24 or newer; this is v22\.18\.0\. Install it: https:.*\n$/,
    );
    const bin = join(installed.folder, 'newer');
    mkdirSync(bin);
    // an old Node does not consider itself, so this is a wrapper and not a link
    writeFileSync(join(bin, 'node'), `#!/bin/sh\nexec '${process.execPath}' "$@"\n`, { mode: 0o755 });
    expect(await installed.run(['--version'], { PATH: bin }, node)).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('the library', () => {
  const tsc = resolve('node_modules/typescript/bin/tsc');
  const OPTIONS = '--strict --noEmit --target es2024 --lib es2024,dom --types node --typeRoots'.split(' ');

  it('is imported with its types, as the guide shows', () => {
    const project = join(installed.folder, 'project');
    mkdirSync(project);
    symlinkSync(installed.modules, join(project, 'node_modules'));
    writeFileSync(join(project, 'package.json'), '{"type":"module"}');
    writeFileSync(join(project, 'example.ts'), exampleOfGuide());
    writeFileSync(
      join(project, 'wrong.ts'),
      "import { readHeaders } from 'fits-datalake/fits';\nreadHeaders(1);\n",
    );
    for (const [module, resolution] of [
      ['nodenext', 'nodenext'],
      ['esnext', 'bundler'],
    ] as const) {
      const check = (file: string) =>
        spawnSync(
          process.execPath,
          [
            tsc,
            ...OPTIONS,
            resolve('node_modules/@types'),
            '--module',
            module,
            '--moduleResolution',
            resolution,
            file,
          ],
          { cwd: project, encoding: 'utf8' },
        );
      expect(check('example.ts')).toMatchObject({ stdout: '', status: 0 });
      expect(check('wrong.ts').stdout).toContain('TS2345');
    }
    const file = join(SAMPLES, 'meridian/20240912/m31-b.fits');
    const { stdout } = spawnSync(process.execPath, ['example.ts', file], { cwd: project, encoding: 'utf8' });
    expect(stdout).toContain('0 PRIMARY M31 300');
  });
});

/** The TypeScript in the guide of the library. */
const exampleOfGuide = (): string =>
  /^```ts\n([\s\S]*?)^```/m.exec(readFileSync('docs/guides/library.md', 'utf8'))?.[1] ?? '';
