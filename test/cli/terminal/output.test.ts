import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { progress, waiting } from '../../../lib/cli/terminal/progress.ts';
import { type Output, outputTo } from '../../../lib/cli/terminal/stream.ts';
import type { Value } from '../../../lib/engines/answer.ts';
import { csv } from '../../../lib/formats/csv.ts';
import type { Format } from '../../../lib/formats/format.ts';
import { json } from '../../../lib/formats/json.ts';
import { ndjson } from '../../../lib/formats/ndjson.ts';
import { table } from '../../../lib/formats/table.ts';
import { written } from '../../formats/written.ts';
import { lakeOf } from '../../helpers/ask.ts';
import { primary } from '../../helpers/fits.ts';
import { runCli } from '../../helpers/run-cli.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

/** What is written to a stream that says whether it is a terminal. */
async function onStream(isTTY: boolean, write: (output: Output) => unknown): Promise<Buffer> {
  const file = `${tempFolder()}/stream`;
  const fd = openSync(file, 'w');
  onTestFinished(() => closeSync(fd));
  const output = outputTo({ fd, isTTY });
  await write(output);
  await output.drained();
  return readFileSync(file);
}

const STEERS = /[^\P{Cc}\t\n]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;
const BAD = '\u001b[31m\u0007\u009b\u061c\u200e\u200f\u202e\u2066\u2028\r';
const ROWS: readonly (readonly Value[])[] = [
  [BAD, 1],
  [[BAD, { x: BAD }], 2],
];

describe('a terminal', () => {
  it.each<[string, Format]>(Object.entries({ csv, json, ndjson, table }))(
    'is not steered by an answer as %s',
    async (_, format) => {
      const { text } = await written(format, [BAD, 'n:number'], [ROWS]);
      const shown = (await onStream(true, ({ write }) => write(text))).toString();
      expect(shown).not.toMatch(STEERS);
      expect(shown).toContain('\ufffd');
    },
  );
  it('gets no control characters in bytes either', async () => {
    const shown = await onStream(true, ({ write }) => write(Buffer.from(`é,${BAD}\n`)));
    expect(shown.toString()).toBe(
      `é,${BAD.replace(/\[31m|./gsu, (bad) => (bad === '[31m' ? bad : '\ufffd'))}\n`,
    );
  });
  it('gets control characters only from progress lines, not from their text', () => {
    let shown = '';
    const terminal = {
      isTTY: true,
      write: (text: string) => (shown += text),
    } as unknown as NodeJS.WriteStream;
    waiting(terminal).show(`state ${BAD}`);
    expect(shown.replace('\r\u001b[K', '')).not.toMatch(STEERS);
    progress('files', terminal).clear();
  });
});

describe('files and pipes', () => {
  it.each<[string, Format]>(Object.entries({ csv, json, ndjson, table }))(
    'get the exact bytes of %s',
    async (_, format) => {
      const { text } = await written(format, ['a', 'n:number'], [ROWS]);
      const there = await onStream(false, ({ write }) => write(text));
      expect(there.equals(Buffer.from(text))).toBe(true);
    },
  );
  it('get bytes unchanged', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    expect(new Uint8Array(await onStream(false, ({ write }) => write(bytes)))).toEqual(bytes);
  });
  it('get the values of SQL, as CSV and NDJSON', () => {
    const lake = lakeOf({ bucket: 'file:///a', key: 'x.fits', hdus: [[]] });
    const sql = 'SELECT chr(27) || chr(8238) || chr(155) AS a';
    const text = '\u001b\u202e\u009b';
    expect(runCli(['query', '--lake', lake, '--format', 'csv', sql]).stdout).toBe(`a\n${text}\n`);
    const { stdout } = runCli(['query', '--lake', lake, '--format', 'ndjson', sql]);
    expect(JSON.parse(stdout)).toEqual({ a: text });
    expect(stdout).toContain('\u202e\u009b');
  });
  it('get the control characters of cards, as JSON', () => {
    const cwd = tempFolder();
    writeFileSync(`${cwd}/a.fits`, primary([], ["OBJECT  = 'a\u009bb'"]));
    const { stdout } = runCli(['header', '--format', 'json', '-k', 'OBJECT', 'a.fits'], { cwd });
    expect(stdout).toContain('a\u009bb');
  });
});

describe('the command line', () => {
  it.each([['--\u001b[31m'], ['query', '--\u009b']])(
    'is not echoed with control characters: %j',
    (...args) => {
      const { stderr, status } = runCli(args);
      expect(status).toBe(2);
      expect(stderr).not.toMatch(STEERS);
    },
  );
});
