import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { runMain } from '../../helpers/run-main.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

let folder: string;
beforeEach(() => {
  folder = tempFolder();
});

const config = (...args: readonly string[]) => runMain(['config', ...args], { cwd: folder });
const jsonOf = async (...args: readonly string[]) => JSON.parse((await config('--json', ...args)).stdout);
const inLake = (name: string): string => join(folder, 'fits-lake', name);
const RULES = '# mine\n- when: { INSTRUME: MYCAM }\n  observer: { keywords: [PI] }\n';

describe('config', () => {
  it('prints the settings with their origin, and creates nothing', async () => {
    const { status, stdout, stderr } = await config();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(
      /^settings of the lake \S+\/fits-lake:\ncollectionDepth +default +1\nsuffixes +default +\.fits \.fit \.fts \.fz, plain or compressed\nkeywords +default +\(none\)\nrules +default +\(none\)\nauthority +default +unregistered\n$/,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it('changes settings, and says what the next ingest does', async () => {
    const { status, stdout } = await config('keywords=GAIN:double,ESO DPR CATG', 'collectionDepth=2');
    expect(status).toBe(0);
    expect(stdout).toMatch(/\nkeywords +set +GAIN:double,ESO DPR CATG\n/);
    expect(stdout).toMatch(/\nto apply collectionDepth: fits-datalake ingest --lake \S+ PATH\.\.\.\n$/);
    expect(JSON.parse(readFileSync(inLake('fits-datalake.json'), 'utf8'))).toEqual({
      collectionDepth: 2,
      keywords: 'GAIN:double,ESO DPR CATG',
    });
    expect((await config('keywords=GAIN')).stdout).not.toContain('the next ingest');
  });

  it('returns settings to their defaults', async () => {
    await config('keywords=GAIN', 'collectionDepth=2', 'authority=archive.example.org');
    const { settings } = await jsonOf('--unset', 'keywords', '--unset', 'authority', 'collectionDepth=');
    expect(Object.values(settings)).toEqual([
      { value: 1, origin: 'default' },
      { value: expect.arrayContaining(['.fits']), origin: 'default' },
      { value: '', origin: 'default' },
      { value: null, origin: 'default' },
      { value: 'unregistered', origin: 'default' },
    ]);
  });

  it('copies a file of custom rules into the lake; one in the lake stays where it is', async () => {
    writeFileSync(join(folder, 'mycam.yaml'), RULES);
    const { stdout } = await config('rules=mycam.yaml');
    expect(stdout).toMatch(/\nrules +set +fits-datalake-rules\.yaml \(1 rule\)\n/);
    expect(readFileSync(inLake('fits-datalake-rules.yaml'), 'utf8')).toBe(RULES);
    writeFileSync(inLake('other.yaml'), '[]');
    expect((await config('rules=fits-lake/other.yaml')).stdout).toMatch(
      /\nrules +set +other\.yaml \(0 rules\)\n/,
    );
    expect(readFileSync(inLake('fits-datalake-rules.yaml'), 'utf8')).toBe(RULES);
  });

  it.each<[string[], string]>([
    [['colectionDepth=2'], 'did you mean collectionDepth?'],
    [['sourceBucket=b'], 'collectionDepth, suffixes, keywords, rules, authority'],
    [['--unset', 'keyword'], 'did you mean keywords?'],
    [['keywords'], 'keywords: a value is missing; write NAME=VALUE'],
    [['keywords=A', 'keywords=B'], 'keywords is given twice'],
    [['collectionDepth=11'], 'collectionDepth: "11" is not a whole number from 0 to 10'],
    [['suffixes=fits'], 'suffixes: "fits" contains "fits"'],
    [['keywords=OBJECT'], 'object is already a column'],
    [['authority=x'], 'authority: "x" is not an authority identifier'],
    [['rules=nowhere.yaml'], '/nowhere.yaml: no such file'],
    [['rules=bad.yaml'], '/bad.yaml: line 2: a rule cannot set "obsrver"; did you mean observer?'],
  ])('refuses %j, and changes nothing', async (args, fact) => {
    writeFileSync(join(folder, 'bad.yaml'), '- when: { A: b }\n  obsrver: { value: x }\n');
    const { status, stdout, stderr } = await config(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(fact);
    expect(existsSync(inLake('fits-datalake.json'))).toBe(false);
  });

  it('says what is wrong with a settings file, in one line', async () => {
    await config('keywords=GAIN');
    writeFileSync(inLake('fits-datalake.json'), '{ "keywords": "\\u001b[31m:bad" }');
    for (const args of [[], ['keywords=GAIN']]) {
      const { status, stdout, stderr } = await config(...args);
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr).toMatch(/^fits-datalake: \S+\/fits-datalake\.json: keywords: .* delete it [^\n]*\n$/);
      expect(stderr.trimEnd()).not.toMatch(/\p{Cc}/u);
    }
  });

  it('prints the settings if the rules cannot be used, and fails; they can be replaced', async () => {
    writeFileSync(join(folder, 'mycam.yaml'), RULES);
    await config('rules=mycam.yaml');
    writeFileSync(inLake('fits-datalake-rules.yaml'), 'nonsense');
    const { status, stdout, stderr } = await config();
    expect(status).toBe(1);
    expect(stdout).toContain('(cannot be used)');
    expect(stderr).toContain('fits-datalake-rules.yaml: line 1: a rules file is one list');
    expect((await config('rules=')).status).toBe(0);
  });

  it('returns to the built-in rules, and keeps the copy of the others, which may have been edited', async () => {
    writeFileSync(join(folder, 'mycam.yaml'), RULES);
    await config('rules=mycam.yaml');
    const copy = inLake('fits-datalake-rules.yaml');
    writeFileSync(copy, `# edited\n${RULES}`);
    const { stdout } = await config('rules=');
    expect(stdout).toMatch(/\nrules +default +\(none\)\n/);
    expect(stdout).toMatch(/\nfits-datalake-rules\.yaml is still in the lake.* rules=\S+\n$/);
    await config(`rules=${copy}`);
    expect(readFileSync(copy, 'utf8')).toBe(`# edited\n${RULES}`);
    expect((await jsonOf()).settings.rules).toEqual({ value: 'fits-datalake-rules.yaml', origin: 'set' });
    rmSync(copy);
    expect((await config('rules=')).stdout).not.toContain('still in the lake');
  });

  it('writes through no link', async () => {
    await config('keywords=GAIN');
    const target = join(folder, 'target');
    writeFileSync(target, 'untouched');
    symlinkSync(target, inLake('fits-datalake-rules.yaml'));
    writeFileSync(join(folder, 'mycam.yaml'), RULES);
    expect((await config('rules=mycam.yaml')).status).toBe(0);
    expect(readFileSync(target, 'utf8')).toBe('untouched');
    expect(readFileSync(inLake('fits-datalake-rules.yaml'), 'utf8')).toBe(RULES);
  });

  it('needs a folder', async () => {
    writeFileSync(join(folder, 'fits-lake'), '');
    const { status, stderr } = await config('keywords=GAIN');
    expect(status).toBe(1);
    expect(stderr).toMatch(/\/fits-lake: cannot write the settings: /);
  });
});
