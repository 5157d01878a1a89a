import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { MOST_RULES_BYTES } from '../../../lib/settings/rules/parse.ts';
import { RulesRefused } from '../../../lib/settings/rules/refused.ts';
import { readLakeRules, readRulesFile } from '../../../lib/settings/rules/rules-file.ts';
import { LinkInLake } from '../../../lib/stores/link-in-lake.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const TEXT = '- when: { INSTRUME: MYCAM }\n  filter: { value: R }\n';
const RULES = [{ when: { INSTRUME: ['mycam'] }, set: { filter: { value: 'R' } } }];

/** The path of a file with these bytes. */
function fileOf(bytes: string | Uint8Array): string {
  const file = join(tempFolder(), 'rules.yaml');
  writeFileSync(file, bytes);
  return file;
}

describe('a rules file', () => {
  it.each([
    ['as it is', TEXT],
    ['with a byte order mark', `\ufeff${TEXT}`],
    ['with the line ends of Windows', TEXT.replaceAll('\n', '\r\n')],
    ['as JSON', JSON.stringify([{ when: { INSTRUME: 'MYCAM' }, filter: { value: 'R' } }])],
    ['as long as it may be', TEXT + '#'.repeat(MOST_RULES_BYTES - TEXT.length)],
  ])('is read %s', (_, text) => {
    expect(readRulesFile(fileOf(text)).rules).toEqual(RULES);
  });
  it.each<[string, string | Uint8Array]>([
    ['UTF-16 with a byte order mark', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
    ['UTF-16 without one', Buffer.from(TEXT, 'utf16le')],
    ['UTF-16 in the other byte order', Buffer.from(TEXT, 'utf16le').swap16()],
    ['a compressed file', gzipSync(TEXT)],
    ['text with a NUL', `${TEXT}\0`],
    ['Latin-1', Buffer.from('- filter: { value: é }', 'latin1')],
  ])('is not %s', (_, bytes) => {
    expect(() => readRulesFile(fileOf(bytes))).toThrow(/rules\.yaml: it is not text in UTF-8$/);
  });
  it('is neither missing nor a folder nor too large', () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'rules.yaml'));
    for (const file of [join(folder, 'none'), join(folder, 'rules.yaml'), fileOf('#'.repeat(65_537))])
      expect(() => readRulesFile(file)).toThrow(RulesRefused);
  });
  it('may be a link, but not in a lake', () => {
    const [lake, file] = [tempFolder(), fileOf(TEXT)];
    symlinkSync(file, join(lake, 'link.yaml'));
    expect(readRulesFile(join(lake, 'link.yaml')).rules).toEqual(RULES);
    expect(() => readLakeRules(lake, 'link.yaml')).toThrow(LinkInLake);
    expect(() => readLakeRules(lake, 'none.yaml')).toThrow(RulesRefused);
  });
});
