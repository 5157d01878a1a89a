import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SUFFIXES } from '../../lib/lake/suffixes.ts';
import { LakeSettingsRefused, lakeSettings, readLakeSettings } from '../../lib/settings/lake-file.ts';
import { RulesRefused } from '../../lib/settings/rules/refused.ts';
import { readLakeRules } from '../../lib/settings/rules/rules-file.ts';
import { pathInLake, writeLakeSettings } from '../../lib/settings/write-lake.ts';
import { LinkInLake } from '../../lib/stores/link-in-lake.ts';
import { effort } from '../helpers/effort.ts';
import { tempFolder } from '../helpers/temp-folder.ts';

const FILE = 'fits-datalake.json';
const DEFAULTS = {
  collectionDepth: 1,
  suffixes: SUFFIXES,
  keywords: [],
  rules: undefined,
  authority: 'unregistered',
  given: {},
};
const RULES = '- when: { INSTRUME: MYCAM }\n  observer: { keywords: [PI] }\n';

/** A lake whose settings file has this content. */
function lakeWith(content: string | Uint8Array): string {
  const lake = tempFolder();
  writeFileSync(join(lake, FILE), content);
  return lake;
}

describe('readLakeSettings', () => {
  it('has the defaults without a file, without a lake, and for an empty object', () => {
    for (const lake of [tempFolder(), '/no/such/lake', '/dev/null', lakeWith('{}')])
      expect(readLakeSettings(lake)).toEqual(DEFAULTS);
  });

  it('reads what was written', async () => {
    const lake = join(tempFolder(), 'new', 'lake');
    const settings = lakeSettings({
      keywords: 'GAIN:double',
      suffixes: ['.fits', '.FTZ'],
      rules: 'rules/mycam.yaml',
      collectionDepth: 0,
      authority: 'archive.example.org',
    });
    await writeLakeSettings(lake, settings);
    expect(readLakeSettings(lake)).toEqual(settings);
    expect(JSON.parse(readFileSync(join(lake, FILE), 'utf8'))).toEqual({
      collectionDepth: 0,
      suffixes: ['.fits', '.FTZ'],
      keywords: 'GAIN:double',
      rules: 'rules/mycam.yaml',
      authority: 'archive.example.org',
    });
  });

  // each with a fact that the message contains
  it.each<[string | Uint8Array, string]>([
    ['', 'not valid JSON'],
    ['{\n  "keywords": "GAIN",\n}', 'not valid JSON, in line 3'],
    ['[]', 'not a JSON object'],
    ['null', 'not a JSON object'],
    ['{ "keyword": "GAIN" }', 'did you mean keywords?'],
    ['{ "a\\nb\\u001b[31m": 1 }', 'a\\nb\\u001b[31m: a lake has no setting'],
    ['{ "colour": 1 }', 'collectionDepth, suffixes, keywords, rules, authority'],
    ['{ "__proto__": 1 }', '__proto__: a lake has no setting'],
    ['{ "collectionDepth": 11 }', 'collectionDepth: 11 is not a whole number from 0 to 10'],
    ['{ "collectionDepth": {} }', 'collectionDepth: {} is not a string'],
    ['{ "suffixes": ["fits"] }', "suffixes: [ 'fits' ] contains"],
    ['{ "suffixes": [] }', 'empty list'],
    ['{ "keywords": "GAIN:decimal" }', '"GAIN:decimal" has no known type'],
    [JSON.stringify({ keywords: Array.from({ length: 201 }, (_, i) => `K${i}`) }), 'at most 200'],
    ['{ "authority": "a/b" }', 'authority: "a/b"'],
    ['{ "rules": "/etc/passwd" }', 'rules: "/etc/passwd" is not the path of a file below'],
    ['{ "rules": "../rules.yaml" }', 'below'],
    ['{ "rules": "a/../../rules.yaml" }', 'below'],
    ['{ "rules": "a//b" }', 'below'],
    ['{ "rules": "C:\\\\rules.yaml" }', 'below'],
    ['{ "rules": "a\\u0000b" }', 'not the path of a file'],
    ['{ "rules": ["../a"] }', 'below'],
    [Buffer.from([0x7b, 0xff, 0x7d]), 'UTF-8'],
    [' '.repeat(65_537), 'more than 65536 bytes'],
    ['['.repeat(65_000), 'not valid JSON'],
  ])('refuses %j', (content, fact) => {
    const lake = lakeWith(content);
    expect(() => readLakeSettings(lake)).toThrow(LakeSettingsRefused);
    expect(() => readLakeSettings(lake)).toThrow(`${lake}/${FILE}: `);
    expect(() => readLakeSettings(lake)).toThrow(fact);
  });

  it('reads nothing but a regular file', () => {
    const elsewhere = lakeWith('{ "keywords": "GAIN" }');
    const linked = tempFolder();
    symlinkSync(join(elsewhere, FILE), join(linked, FILE));
    expect(() => readLakeSettings(linked)).toThrow(LinkInLake);
    const folder = tempFolder();
    mkdirSync(join(folder, FILE));
    expect(() => readLakeSettings(folder)).toThrow('not a file');
    const pipe = tempFolder();
    execFileSync('mkfifo', [join(pipe, FILE)]);
    expect(() => readLakeSettings(pipe)).toThrow('not a file');
  });

  it('never fails otherwise, whatever the file contains', () => {
    const values = fc.oneof(
      fc.json(),
      fc.dictionary(fc.constantFrom(...Object.keys(DEFAULTS)), fc.jsonValue()),
    );
    const property = fc.property(values, (value) => {
      const lake = lakeWith(typeof value === 'string' ? value : JSON.stringify(value));
      try {
        expect(readLakeSettings(lake).given).toBeTypeOf('object');
      } catch (error) {
        expect(error).toBeInstanceOf(LakeSettingsRefused);
      }
    });
    fc.assert(property, { numRuns: effort(200) });
  });
});

describe('readLakeRules', () => {
  it('reads a file in the lake', () => {
    const lake = tempFolder();
    mkdirSync(join(lake, 'rules'));
    writeFileSync(join(lake, 'rules/mycam.yaml'), RULES);
    expect(readLakeRules(lake, 'rules/mycam.yaml')).toHaveLength(1);
  });

  it('follows no link, and reads no pipe, no folder and no large file', () => {
    const lake = tempFolder();
    const elsewhere = tempFolder();
    writeFileSync(join(elsewhere, 'rules.yaml'), RULES);
    symlinkSync(join(elsewhere, 'rules.yaml'), join(lake, 'link.yaml'));
    symlinkSync(elsewhere, join(lake, 'folder'));
    execFileSync('mkfifo', [join(lake, 'pipe.yaml')]);
    writeFileSync(join(lake, 'large.yaml'), '#'.repeat(65_537));
    for (const path of ['link.yaml', 'folder/rules.yaml'])
      expect(() => readLakeRules(lake, path)).toThrow(LinkInLake);
    for (const path of ['pipe.yaml', 'large.yaml', 'missing.yaml', ''])
      expect(() => readLakeRules(lake, path), path).toThrow(RulesRefused);
  });
});

describe('writeLakeSettings', () => {
  it('copies rules into the lake, and replaces a file at once', async () => {
    const lake = tempFolder();
    const settings = lakeSettings({ rules: 'fits-datalake-rules.yaml' });
    for (const text of [RULES, '[]']) {
      await writeLakeSettings(lake, settings, Buffer.from(text));
      expect(readFileSync(join(lake, 'fits-datalake-rules.yaml'), 'utf8')).toBe(text);
    }
    expect(readLakeRules(lake, 'fits-datalake-rules.yaml')).toEqual([]);
  });
});

describe('pathInLake', () => {
  it('is the path of a file that is really in the lake', () => {
    const lake = tempFolder();
    const elsewhere = tempFolder();
    mkdirSync(join(lake, 'rules'));
    writeFileSync(join(lake, 'rules/a.yaml'), RULES);
    writeFileSync(join(elsewhere, 'b.yaml'), RULES);
    symlinkSync(join(elsewhere, 'b.yaml'), join(lake, 'link.yaml'));
    symlinkSync(join(lake, 'rules'), join(elsewhere, 'back'));
    expect(pathInLake(lake, join(lake, 'rules/a.yaml'))).toBe('rules/a.yaml');
    expect(pathInLake(lake, join(elsewhere, 'back/a.yaml'))).toBe('rules/a.yaml');
    expect(pathInLake(lake, join(elsewhere, 'b.yaml'))).toBeUndefined();
    expect(pathInLake(lake, join(lake, 'link.yaml'))).toBeUndefined();
    expect(existsSync(join(lake, 'none.yaml'))).toBe(false);
    expect(pathInLake(lake, join(lake, 'none.yaml'))).toBeUndefined();
  });
});
