import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { data, image, primary } from '../../helpers/fits.ts';
import type { CliOptions } from '../../helpers/run-cli.ts';
import { runMain } from '../../helpers/run-main.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

let folder: string;
beforeEach(() => {
  folder = tempFolder();
  for (const name of ['a.fits', 'b.fits']) writeFileSync(join(folder, name), MOSAIC);
});
const MOSAIC = Buffer.concat([
  primary([], ["OBJECT  = 'M31'"]),
  image([10], ["EXTNAME = 'SCI'", 'EXTVER  = 1']),
  data(10),
  image([10], ["EXTNAME = 'SCI'", 'EXTVER  = 2']),
  data(10),
]);
/** The headings of what `header` prints, such as `HDU 1 (SCI,1) in a.fits`, and what it reports. */
async function headings(args: readonly string[], options: CliOptions = {}) {
  const { stdout, stderr, status } = await runMain(['header', ...args], { cwd: folder, ...options });
  return { found: [...stdout.matchAll(/^# (.*)$/gm)].map((match) => match[1]), stderr, status };
}
const ALL = ['HDU 0 in', 'HDU 1 (SCI,1) in', 'HDU 2 (SCI,2) in'];
const inFile = (name: string) => ALL.map((hdu) => `${hdu} ${name}`);

describe('an HDU in brackets', () => {
  it.each([
    ['a.fits[0]', ['HDU 0 in a.fits']],
    ['a.fits[2]', ['HDU 2 (SCI,2) in a.fits']],
    ['a.fits[sci,2]', ['HDU 2 (SCI,2) in a.fits']],
    ['a.fits[SCI]', ['HDU 1 (SCI,1) in a.fits', 'HDU 2 (SCI,2) in a.fits']],
    ['./a.fits[PRIMARY]', ['HDU 0 in ./a.fits']],
  ])('%s', async (name, found) => {
    expect(await headings([name])).toEqual({ found, stderr: '', status: 0 });
  });
  it('applies to its file, and --ext to the others', async () => {
    const { found } = await headings(['-e', '0', 'a.fits[2]', 'b.fits']);
    expect(found).toEqual(['HDU 2 (SCI,2) in a.fits', 'HDU 0 in b.fits']);
  });
  it('is part of the name if a file has that name', async () => {
    writeFileSync(join(folder, 'a.fits[1]'), MOSAIC);
    expect((await headings(['a.fits[1]'])).found).toEqual(inFile('a.fits[1]'));
    expect((await headings(['a.fits[1][2]'])).found).toEqual(['HDU 2 (SCI,2) in a.fits[1]']);
  });
  it('is reported if the file does not have it', async () => {
    const { found, stderr, status } = await headings(['a.fits[7]', 'b.fits[0]']);
    expect({ found, status }).toEqual({ found: ['HDU 0 in b.fits'], status: 1 });
    expect(stderr).toContain('a.fits has no HDU 7');
  });
  it.each(['a.fits[1:10,1:10]', 'a.fits[]', 'a.fits[EXPTIME > 5]'])('refuses %s', async (name) => {
    const { stderr, status } = await headings([name]);
    expect(status).toBe(2);
    expect(stderr).toContain(`${name}: only an HDU may be in brackets`);
  });
  it('explains that a shell does not expand *.fits[1]', async () => {
    expect((await headings(['*.fits[1]'])).stderr).toContain('write --ext HDU *.fits');
  });
});

describe('a list', () => {
  const LIST = '# my files\n\n  a.fits[0]  \r\nnone.fits\nb.fits\n';
  it('names files, one per line, and is read from a file or from standard input', async () => {
    writeFileSync(join(folder, 'list.txt'), LIST);
    for (const [name, input] of [
      ['@list.txt', ''],
      ['@-', LIST],
    ] as const) {
      const { found, stderr, status } = await headings([name], { input });
      expect(found).toEqual(['HDU 0 in a.fits', ...inFile('b.fits')]);
      expect(stderr).toContain('none.fits: no such file');
      expect(status).toBe(1);
    }
  });
  it('may have names that are separated by NUL, with any other characters in them', async () => {
    writeFileSync(join(folder, '#c\n.fits'), MOSAIC);
    const { found } = await headings(['-e', '0', '@-'], { input: 'a.fits\0#c\n.fits\0' });
    expect(found).toEqual(['HDU 0 in a.fits', 'HDU 0 in #c\ufffd.fits']);
  });
  it('is a file like others if its name begins with @', async () => {
    writeFileSync(join(folder, '@a.fits'), MOSAIC);
    expect((await headings(['@a.fits'])).found).toEqual(inFile('@a.fits'));
  });
  it.each([
    ['@none.txt', 1, '@none.txt: no such file'],
    ['@empty.txt', 1, 'empty.txt: the list contains no names of files'],
    ['@nested.txt', 2, 'nested.txt: a list can name neither standard input nor other lists: @list.txt'],
  ])('%s is refused', async (name, code, message) => {
    writeFileSync(join(folder, 'empty.txt'), '# nothing\n');
    writeFileSync(join(folder, 'nested.txt'), '@list.txt\n');
    const { stderr, status } = await headings([name]);
    expect(status).toBe(code);
    expect(stderr).toContain(message);
  });
});

describe('standard input', () => {
  it('may be a file, plain or compressed', async () => {
    for (const input of [MOSAIC, gzipSync(MOSAIC)])
      expect(await headings(['-'], { input })).toEqual({ found: inFile('-'), stderr: '', status: 0 });
    expect((await headings(['-e', '2', '-'], { input: MOSAIC })).found).toEqual(['HDU 2 (SCI,2) in -']);
    expect((await headings(['-[SCI,2]'], { input: MOSAIC })).found).toEqual(['HDU 2 (SCI,2) in -']);
  });
  it('is read once', async () => {
    const { stderr, status } = await headings(['-', '-[1]'], { input: MOSAIC });
    expect(stderr).toContain('- -[1]: standard input can be read only once');
    expect(status).toBe(2);
  });
  it('has the same faults as a file', async () => {
    const truncated = MOSAIC.subarray(0, MOSAIC.length - 2000);
    writeFileSync(join(folder, 'cut.fits'), truncated);
    const { stderr, status } = await headings(['cut.fits']);
    const piped = await headings(['-'], { input: truncated });
    expect(status).toBe(3);
    expect(piped).toMatchObject({ status, stderr: stderr.replace('cut.fits', '-') });
    expect((await headings(['-'])).stderr).toContain('-: empty: byte 0: the file is empty');
  });
  it('can be read only once, and not from a terminal', async () => {
    for (const args of [
      ['-', '-'],
      ['-', '@-'],
    ]) {
      const { stderr, status } = await headings(args);
      expect(status).toBe(2);
      expect(stderr).toContain(`${args.join(' ')}: standard input can be read only once`);
    }
    const { stderr, status } = await runMain(['header', '-'], { cwd: folder, terminal: 80 });
    expect(status).toBe(2);
    expect(stderr).toContain('standard input is a terminal');
  });
});

describe('a folder', () => {
  it('is not read, and the message says what to do', async () => {
    mkdirSync(join(folder, 'night'));
    const { stderr, status } = await headings(['night/', 'a.fits']);
    expect(status).toBe(1);
    expect(stderr).toContain(
      'night/: it is a folder; name its files (night/*.fits), or read all of it into a lake with ingest',
    );
  });
});
