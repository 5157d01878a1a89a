import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
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
import { runMain } from '../../helpers/run-main.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

/** What arrives in a stream, which is a terminal or not. */
async function writtenTo(isTTY: boolean, write: (output: Output) => unknown): Promise<Buffer> {
  const file = `${tempFolder()}/stream`;
  const fd = openSync(file, 'w');
  onTestFinished(() => closeSync(fd));
  const output = outputTo({ fd, isTTY });
  await write(output);
  await output.drained();
  return readFileSync(file);
}

/** Characters that control a terminal, or change the order of its text. */
const CONTROL = /[^\P{Cc}\t\n]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;
const HOSTILE = '\u001b[31m\u0007\u009b\u061c\u200e\u200f\u202e\u2066\u2028\r';
const ROWS: readonly (readonly Value[])[] = [
  [HOSTILE, 1],
  [[HOSTILE, { x: HOSTILE }], 2],
];
const FORMATS: [string, Format][] = Object.entries({ csv, json, ndjson, table });

describe('a terminal', () => {
  it.each(FORMATS)('gets no control characters from an answer as %s', async (_, format) => {
    const { text } = await written(format, [HOSTILE, 'n:double'], [ROWS]);
    const shown = (await writtenTo(true, ({ write }) => write(text))).toString();
    expect(shown).not.toMatch(CONTROL);
    expect(shown).toContain('\ufffd');
  });

  it('gets no control characters from bytes', async () => {
    const shown = await writtenTo(true, ({ write }) => write(Buffer.from(`é,${HOSTILE}\n`)));
    expect(shown.toString()).toBe(
      `é,${HOSTILE.replace(/\[31m|./gsu, (bad) => (bad === '[31m' ? bad : '\ufffd'))}\n`,
    );
  });

  it('gets tables that are cut to its width; a pipe gets them whole', async () => {
    const lake = lakeOf({ bucket: 'file:///a', key: 'x.fits', hdus: [[]] });
    const query = ['query', '--lake', lake, "SELECT repeat('x', 200) AS a"];
    const widest = (text: string): number =>
      Math.max(...text.split('\n').map((line) => line.lastIndexOf('x') + 1));
    expect(widest((await runMain(query, { terminal: 60 })).stdout)).toBeLessThanOrEqual(60);
    expect(widest((await runMain(query)).stdout)).toBe(200);
  });
});

describe('a file or a pipe', () => {
  it.each(FORMATS)('gets the exact bytes of an answer as %s', async (_, format) => {
    const { text } = await written(format, ['a', 'n:double'], [ROWS]);
    const file = await writtenTo(false, ({ write }) => write(text));
    expect(file.equals(Buffer.from(text))).toBe(true);
  });

  it('gets bytes unchanged', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    expect(new Uint8Array(await writtenTo(false, ({ write }) => write(bytes)))).toEqual(bytes);
  });

  it('gets the control characters in the answers of queries', async () => {
    const lake = lakeOf({ bucket: 'file:///a', key: 'x.fits', hdus: [[]] });
    const query = (format: string) =>
      runMain([
        ...['query', '--lake', lake, '--format', format],
        'SELECT chr(27) || chr(8238) || chr(155) AS a',
      ]);
    const text = '\u001b\u202e\u009b';
    expect((await query('csv')).stdout).toBe(`a\n${text}\n`);
    const { stdout } = await query('ndjson');
    expect(JSON.parse(stdout)).toEqual({ a: text });
    expect(stdout).toContain('\u202e\u009b');
  });

  it('gets the control characters in cards as JSON', async () => {
    const cwd = tempFolder();
    writeFileSync(`${cwd}/a.fits`, primary([], ["OBJECT  = 'a\u009bb'"]));
    const { stdout } = await runMain(['header', '--format', 'json', '-k', 'OBJECT', 'a.fits'], { cwd });
    expect(stdout).toContain('a\u009bb');
  });
});
