import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { sharedFolder } from '../../../helpers/ask.ts';
import { EXAMPLE } from '../../../helpers/example-lake.ts';
import { rowOf } from '../../../helpers/fake-athena.ts';
import { athenaAnswers, fakeAws } from '../../../helpers/fake-aws.ts';
import { runMain, sendSignal } from '../../../helpers/run-main.ts';
import { addToLake } from '../../../helpers/small-lake.ts';
import { tempFolder } from '../../../helpers/temp-folder.ts';
import { withoutStatusLines } from '../../../helpers/without-status-lines.ts';

const lake = sharedFolder(EXAMPLE);
let folder: string;
beforeEach(() => {
  folder = tempFolder();
});

type Keys = (until: Until) => AsyncIterable<string>;
/** Waits until a text was printed, on standard output or error. */
type Until = (text: string) => Promise<void>;

/** Types keys at the prompt, all at once or piece by piece, and returns what the screen got. */
async function typed(keys: string | Keys, ...more: string[]) {
  const { stdout, stderr, status } = await runMain(['query', '--lake', lake(), ...more], {
    cwd: folder,
    input: typeof keys === 'string' ? keys : '',
    ...(typeof keys !== 'string' && {
      keys: (printed) =>
        keys(async (text) => {
          while (!(printed().stdout + printed().stderr).includes(text)) await pause(20);
        }),
    }),
    terminal: 100,
    env: { XDG_STATE_HOME: `${folder}/state` },
  });
  return {
    // without the codes that move the cursor
    stdout: stripVTControlCharacters(stdout).replaceAll('\r', ''),
    stderr: withoutStatusLines(stderr),
    status,
  };
}
const historyOf = (): string[] =>
  readFileSync(`${folder}/state/fits-datalake/history`, 'utf8').split('\n').slice(0, -1);

describe('the prompt', () => {
  it('answers statements of one or several lines, until the user leaves', async () => {
    const { stdout, stderr, status } = await typed(
      "SELECT count(*) AS files\nFROM files -- all of them\n;\nSELECT 'a;b' AS x; SELECT 2 AS y;\n",
    );
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout).toMatch(/^fits-datalake \S+, 11 lake objects in /);
    expect(stdout).toMatch(/\nfiles\n-----\n {3}10\n\(1 row\)\n/);
    expect(stdout).toMatch(/\nx *\n---\na;b\n\(1 row\)\n/);
    expect(stdout).toContain('\ny\n-\n2\n(1 row)\n');
    expect(historyOf()).toEqual([
      'SELECT count(*) AS files FROM files ;',
      "SELECT 'a;b' AS x; SELECT 2 AS y;",
    ]);
  });

  it('tells what is wrong, with hints, and goes on', async () => {
    const { stdout, stderr, status } = await typed('SELECT gain FROM files;\n.nonsense\nSELECT 7 AS n;\n');
    expect(stderr).toContain('GAIN is a keyword');
    expect(stderr).toContain('there is no command .nonsense');
    expect(stdout).toContain('\nn\n-\n7\n');
    expect(status).toBe(0);
  });

  it('does what its commands say', async () => {
    const { stdout, stderr } = await typed(
      [
        '.help',
        '.views',
        '.columns faults',
        '.columns nothing',
        '.named',
        '.run origin',
        '.run cone ra=10.68 dec=41.27 radius=1',
        '.run cone ra=10.68',
        '.format csv',
        "SELECT 'a' AS x, 'b' AS y;",
        '.limit 2',
        'SELECT range AS n FROM range(5);',
        '.output out.json',
        'SELECT range AS n FROM range(3);',
        'SELECT 8 AS back;',
        '.quit',
        'SELECT 9 AS never;',
        '',
      ].join('\n'),
    );
    expect(stdout).toContain('.columns VIEW');
    expect(stdout).toContain('\nfiles: One row per file');
    expect(stdout).toMatch(/\ncode +varchar +/);
    expect(stdout).toContain('Named queries (.run NAME):');
    expect(stdout).toMatch(/\nMeridian +2\n/);
    expect(stdout).toMatch(/10\.6847083|\bM31\b/);
    expect(stdout).toContain('\nx,y\na,b\n');
    expect(stdout).toContain('\nn\n0\n1\n');
    expect(stdout).not.toContain('\n2\n');
    expect(stdout).toContain('\nback\n8\n');
    expect(stdout).not.toContain('\nnever\n');
    expect(stderr).toContain('there is no view nothing');
    expect(stderr).toContain('needs a value for dec');
    expect(stderr).toContain('only the first 2 rows');
    expect(JSON.parse(readFileSync(`${folder}/out.json`, 'utf8'))).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
  });

  it('writes Parquet', async () => {
    const { stderr } = await typed('.output out.parquet\nSELECT 1 AS x;\n');
    expect(stderr).toBe('');
    expect(readFileSync(`${folder}/out.parquet`).subarray(0, 4).toString()).toBe('PAR1');
  });

  it('completes words, and keywords of the lake', async () => {
    const { stdout } = await typed(async function* (until) {
      yield 'SELECT card_value FROM hea';
      await until('FROM hea');
      // a tab among other characters is pasted, and completes nothing
      yield '\t';
      await until('FROM headers');
      yield " WHERE card_name = 'orig";
      await until("'orig");
      yield '\t';
      await until("'ORIGIN");
      yield "' LIMIT 1;\n";
    });
    expect(stdout).toMatch(/\ncard_value\n-+\nMeridian\n/);
  });

  it('offers the history of earlier prompts', async () => {
    await typed('SELECT 1 AS first\n;\n');
    const { stdout } = await typed('\u001b[A\n');
    expect(stdout).toContain('\nfirst\n-----\n');
  });

  it('drops what was typed with Ctrl-C', async () => {
    const { stdout, stderr } = await typed('SELECT nonsense\n, more\u0003SELECT 5 AS five;\n');
    expect(stderr).toBe('');
    expect(stdout).toContain('\nfive\n');
  });

  it('stops a query with Ctrl-C, and goes on', async () => {
    const { stdout, stderr, status } = await typed(async function* (until) {
      yield 'SELECT count(*) FROM range(1000000) a, range(1000000) b;\n';
      await until('querying, 1 s');
      sendSignal('SIGINT');
      yield 'SELECT 6 AS six;\n';
    });
    expect(stderr).toContain('stopped');
    expect(stdout).toContain('\nsix\n');
    expect(status).toBe(0);
  });

  it('says when the lake has changed, and shows what is new', async () => {
    const own = `${folder}/lake`;
    addToLake(own, { bucket: 'file:///a', key: 'x.fits', hdus: [[]] });
    const { stdout, stderr } = await typed(
      async function* (until) {
        yield 'SELECT count(*) AS before FROM files;\n';
        await until('(1 row)');
        // the lake is closed in the meantime
        await pause(3000);
        addToLake(own, { bucket: 'file:///a', key: 'y.fits', hdus: [[]] });
        yield 'SELECT count(*) AS after FROM files;\n';
      },
      '--lake',
      own,
    );
    expect(stdout).toMatch(/\nbefore\n-+\n +1\n/);
    expect(stdout).toMatch(/\nafter\n-+\n +2\n/);
    expect(stderr).toContain('the lake has changed: 2 lake objects (before: 1)');
  });

  it('lists damaged lake objects once', async () => {
    const own = `${folder}/lake`;
    addToLake(own, { bucket: 'file:///a', key: 'x.fits', hdus: [[]] });
    writeFileSync(`${own}/headers/collection=-/0123456789abcdef-bad.csv.gz`, 'damaged');
    const { stderr, status } = await typed('SELECT 1;\nSELECT 2;\n', '--lake', own);
    expect(stderr.match(/left out, damaged/g)).toHaveLength(1);
    expect(status).toBe(0);
  });

  it('asks a stack, with what each query costs', async () => {
    const { env } = await fakeAws(athenaAnswers({ n: 'integer' }, { rows: [rowOf('n'), rowOf('7')] }));
    const { stdout, stderr, status } = await runMain(['query', '--stack', 'my-fits-datalake'], {
      env: { ...env, XDG_STATE_HOME: folder },
      input: 'SELECT 7 AS n;\n',
      terminal: 100,
    });
    expect(stdout).toContain('\nn\n-\n7\n(1 row)\n');
    expect(stderr).toContain('scanned ');
    expect(status).toBe(0);
  });

  it('is not opened if the output is not a terminal: then the listing is printed', async () => {
    const { stdout, status } = await runMain(['query', '--lake', lake()], { terminal: 80, piped: true });
    expect(stdout).toContain('\nfiles: One row per file');
    expect(status).toBe(0);
  });
});
