import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { fakeS3 } from '../../helpers/fake-s3.ts';
import { primary } from '../../helpers/fits.ts';
import { ingestRuns } from '../../helpers/ingest-runs.ts';
import { runMain } from '../../helpers/run-main.ts';

let runs: ReturnType<typeof ingestRuns>;
beforeEach(() => {
  runs = ingestRuns();
});

const inLake = (...path: readonly string[]): string => join(runs.folder, 'fits-lake', ...path);
const settingsFile = (): unknown => JSON.parse(readFileSync(inLake('fits-datalake.json'), 'utf8'));
const collections = (): string[] => readdirSync(inLake('headers')).sort();
const objectsIn = (collection: string): number => readdirSync(inLake('headers', collection)).length;
const RULES = '- when: { INSTRUME: MYCAM }\n  observer: { keywords: [PI] }\n';

/** Puts three files into folders of two levels, and one beside them. */
function putNights(): void {
  for (const path of ['x/n1/r/a.fits', 'x/n1/b/b.fits', 'x/n2/r/c.fits', 'x/d.fits'])
    runs.put(path, primary());
}

describe('the first ingest', () => {
  it('records its options, and later runs need not repeat them', async () => {
    runs.put('x/a.ftz', primary([], ['GAIN    =                  1.5']));
    runs.put('x/b.fits');
    writeFileSync(join(runs.folder, 'mycam.yaml'), RULES);
    const flags = ['--keywords', 'GAIN:double', '--suffixes', '.ftz', '--rules', 'mycam.yaml'];
    const { status, report } = await runs.ingest(...flags, '--authority', 'archive.example.org', 'x');
    expect({ status, files: report.files, skipped: report.skipped.suffixes }).toEqual({
      ...{ status: 0, files: 1, skipped: { '.fits': 1 } },
    });
    expect(settingsFile()).toEqual({
      suffixes: ['.ftz'],
      keywords: 'GAIN:double',
      rules: 'fits-datalake-rules.yaml',
      authority: 'archive.example.org',
    });
    runs.put('x/c.ftz', primary([], ['GAIN    =                  2.5']));
    expect((await runs.ingest('x')).report).toMatchObject({ new: 1, unchanged: 1 });
    expect(await runs.rows('SELECT gain FROM files ORDER BY gain')).toEqual([[1.5], [2.5]]);
    expect(await runs.rows('SELECT gain FROM hdus ORDER BY gain')).toEqual([[1.5], [2.5]]);
    const listed = await runMain(['query', '--list'], { cwd: runs.folder });
    expect(listed.stdout).toContain('gain double');
    expect((await runs.run('status')).stdout).toContain(
      '\nsettings: suffixes .ftz; keywords GAIN:double; rules fits-datalake-rules.yaml; authority archive.example.org\n',
    );
  });

  it('records nothing without them, or if it is refused', async () => {
    runs.put('x/a.fits');
    expect((await runs.ingest('--keywords', 'GAIN', 'nowhere')).status).toBe(2);
    expect((await runs.ingest('--collection-depth', '11', 'x')).stderr).toContain(
      '--collection-depth: "11" is not a whole number from 0 to 10',
    );
    expect((await runs.ingest('--rules', 'none.yaml', 'x')).stderr).toContain('none.yaml: no such file');
    expect((await runs.ingest('--authority', '', 'x')).stderr).toContain('--authority: the value is empty');
    expect(readdirSync(runs.folder)).toEqual(['x']);
    await runs.ingest('x');
    expect(readdirSync(inLake())).not.toContain('fits-datalake.json');
  });

  it('may follow config', async () => {
    runs.put('x/a.fits');
    await runs.run('config', 'keywords=GAIN');
    expect((await runs.ingest('--collection-depth', '0', 'x')).status).toBe(0);
    expect(settingsFile()).toEqual({ collectionDepth: 0, keywords: 'GAIN' });
  });

  it('may be the one that start runs', async () => {
    runs.put('x/a.fits');
    expect((await runs.run('start', '--keywords', 'GAIN', 'x')).status).toBe(0);
    expect(settingsFile()).toEqual({ keywords: 'GAIN' });
  });
});

describe('a later ingest', () => {
  it('may repeat the settings, and is refused if it changes them, with the command that does', async () => {
    runs.put('x/a.fits');
    writeFileSync(join(runs.folder, 'mycam.yaml'), RULES);
    await runs.ingest('--keywords', 'GAIN:double', '--rules', 'mycam.yaml', 'x');
    const same = ['--keywords', 'gain:float', '--rules', 'mycam.yaml', '--collection-depth', '1'];
    expect((await runs.ingest(...same, 'x')).status).toBe(0);
    for (const [flag, value, name] of [
      ['--keywords', 'GAIN', 'keywords'],
      ['--suffixes', '.fits', 'suffixes'],
      ['--collection-depth', '2', 'collectionDepth'],
      ['--authority', 'archive.example.org', 'authority'],
    ] as const) {
      const { status, stderr } = await runs.ingest(flag, value, 'x');
      expect(status).toBe(2);
      expect(stderr).toContain(`${flag} ${value}: the lake has another setting (${name}: `);
      expect(stderr).toMatch(new RegExp(`fits-datalake config --lake \\S+ ${name}=${value}\n$`));
    }
    writeFileSync(join(runs.folder, 'mycam.yaml'), '[]');
    expect((await runs.ingest('--rules', 'mycam.yaml', 'x')).status).toBe(2);
  });

  it('derives values again when rules or authority were changed; status counts them until then', async () => {
    runs.put('x/a.fits');
    runs.put('x/b.fits');
    const outdated = async () => JSON.parse((await runs.run('status', '--json')).stdout).outdated.otherRules;
    await runs.ingest('x');
    for (const change of ['rules=mycam.yaml', 'authority=archive.example.org', 'rules=', 'authority=']) {
      writeFileSync(join(runs.folder, 'mycam.yaml'), RULES);
      await runs.run('config', change);
      expect(await outdated()).toBe(2);
      expect((await runs.run('status')).stdout).toContain('2 lake objects derived with other rules');
      expect((await runs.ingest('x')).report).toMatchObject({
        derived: 2,
        changed: 0,
        unchanged: 0,
        requests: 0,
      });
      expect(await outdated()).toBe(0);
    }
    // another text of the same rules
    await runs.run('config', 'rules=mycam.yaml');
    await runs.ingest('x');
    writeFileSync(inLake('fits-datalake-rules.yaml'), `# edited\n${RULES}`);
    expect(await outdated()).toBe(0);
    expect((await runs.ingest('x')).report).toMatchObject({ derived: 0, unchanged: 2 });
  });

  it('moves lake objects when collectionDepth was changed; queries see the new collections', async () => {
    putNights();
    await runs.ingest('x');
    expect(collections()).toEqual(['collection=-', 'collection=n1', 'collection=n2']);
    await runs.run('config', 'collectionDepth=2');
    expect((await runs.run('status')).stdout).toContain(
      '3 misplaced lake objects; the next ingest moves them',
    );
    const { report } = await runs.ingest('x');
    expect(report).toMatchObject({ moved: 3, unchanged: 4, new: 0, changed: 0, requests: 0 });
    expect(await runs.rows('SELECT collection, source_key FROM files ORDER BY source_key')).toEqual([
      ['-', 'd.fits'],
      ['n1~b', 'n1/b/b.fits'],
      ['n1~r', 'n1/r/a.fits'],
      ['n2~r', 'n2/r/c.fits'],
    ]);
    expect(objectsIn('collection=n1')).toBe(0);
    // new, changed, removed and damaged files go to the same places
    runs.put('x/n3/r/e.fits');
    runs.put('x/n1/r/a.fits', primary([], ["OBJECT  = 'M31     '"]));
    rmSync(join(runs.folder, 'x/n2/r/c.fits'));
    expect((await runs.ingest('x')).report).toMatchObject({ moved: 0, new: 1, changed: 1, removed: 1 });
    expect((await runs.run('status')).stdout).not.toContain('misplaced');
    await runs.run('config', 'collectionDepth=0');
    expect((await runs.ingest('x')).report).toMatchObject({ moved: 4, unchanged: 4 });
    expect(await runs.rows('SELECT DISTINCT collection FROM files')).toEqual([['-']]);
    expect(await runs.rows('SELECT source_key FROM removed')).toEqual([['n2/r/c.fits']]);
  });

  it('leaves no damaged lake object behind when collectionDepth was changed', async () => {
    putNights();
    await runs.ingest('x');
    for (const name of readdirSync(inLake('headers/collection=n1')))
      writeFileSync(inLake('headers/collection=n1', name), 'damaged');
    await runs.run('config', 'collectionDepth=2');
    expect((await runs.ingest('x')).report).toMatchObject({ moved: 1, new: 2, unchanged: 2 });
    expect(objectsIn('collection=n1')).toBe(0);
    expect(await runs.run('query', '--format', 'csv', 'SELECT count(*) AS n FROM files')).toMatchObject({
      ...{ status: 0, stdout: 'n\n4\n', stderr: '' },
    });
  });

  it('is the same as a first ingest with this collectionDepth', async () => {
    putNights();
    await runs.ingest('x');
    await runs.run('config', 'collectionDepth=2');
    await runs.ingest('x');
    await runs.ingest('--lake', 'other', '--collection-depth', '2', 'x');
    const rows = async (lake: string) =>
      (await runs.run('query', '--lake', lake, 'SELECT * EXCLUDE (extracted_at) FROM files ORDER BY 1, 2'))
        .stdout;
    expect(await rows('fits-lake')).toBe(await rows('other'));
  });
});

describe('an ingest of a bucket', () => {
  it('reads with the settings of the lake', async () => {
    const s3 = await fakeS3();
    runs = ingestRuns(s3.env);
    for (const key of ['n1/r/a.arf', 'n1/b/b.arf', 'n1/c.fits']) s3.put('archive', key, primary());
    await runs.ingest('--suffixes', '.arf', '--collection-depth', '2', 's3://archive');
    expect(await runs.rows('SELECT collection FROM files ORDER BY collection')).toEqual([['n1~b'], ['n1~r']]);
    await runs.run('config', 'collectionDepth=', 'authority=archive.example.org');
    const { report } = await runs.ingest('s3://archive');
    expect(report).toMatchObject({ files: 2, moved: 2, derived: 2, requests: 0 });
    expect(await runs.rows('SELECT DISTINCT collection FROM files')).toEqual([['n1']]);
  });
});

describe('a lake inside an ingested folder', () => {
  it('has no files that count as skipped', async () => {
    runs.put('a.fits');
    writeFileSync(join(runs.folder, 'mycam.yaml'), RULES);
    await runs.ingest('--rules', 'mycam.yaml', '.');
    rmSync(join(runs.folder, 'mycam.yaml'));
    expect((await runs.ingest('.')).report.skipped.files).toBe(0);
  });
});

describe('--keywords of query', () => {
  it("adds to the lake's keywords for one query, and may repeat or change them", async () => {
    runs.put('x/a.fits', primary([], ['GAIN    =                  1.5', 'RDNOISE =                    3']));
    await runs.ingest('--keywords', 'GAIN:double', 'x');
    const csv = async (...args: readonly string[]) =>
      (await runs.run('query', '--format', 'csv', ...args)).stdout;
    expect(await csv('--keywords', 'RDNOISE:bigint', 'SELECT gain, rdnoise FROM files')).toBe(
      'gain,rdnoise\n1.5,3\n',
    );
    expect(await csv('--keywords', 'GAIN', "SELECT gain || 'x' AS g FROM files")).toBe('g\n1.5x\n');
    expect(settingsFile()).toEqual({ keywords: 'GAIN:double' });
  });
});
