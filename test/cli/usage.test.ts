import { describe, expect, it } from 'vitest';
import { program } from '../../lib/cli/main.ts';
import { runMain } from '../helpers/run-main.ts';

const NO_AWS = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_REGION: 'eu-central-1' };

/** Command lines that are refused, and what the message names. */
const WRONG: readonly (readonly [string, readonly string[]])[] = [
  ['', ['Usage: ']],
  ['frobnicate', ["unknown command 'frobnicate'"]],
  ['quer', ['Did you mean query?']],
  ['dif --help', ["unknown command 'dif'", 'Did you mean diff?']],
  ['help dif', ["unknown command 'dif'", 'Did you mean diff?']],
  ['query --formt csv', ['Did you mean --format?']],
  ['ingest', ["missing required argument 'path'"]],
  ['ingest --bogus x', ["unknown option '--bogus'"]],
  ['ingest ""', ['a path is empty']],
  ['ingest --lake s3://archive x', ['s3://archive', 'local folder']],
  ['ingest s3://', ['s3://: ']],
  ['ingest s3:archive', ['s3:archive: ']],
  ['ingest s3://a', ['s3://a: ']],
  [`ingest s3://archive/${'k'.repeat(1025)}`, ['1024 bytes']],
  ['ingest --endpoint-url localhost:9000 s3://archive', ['--endpoint-url localhost:9000: ']],
  ['ingest --threads 0 x', ['--threads 0: ', 'from 1 to 64']],
  ['ingest --region EU s3://archive', ['--region EU: ']],
  ...['arf', '*.arf', '', '.arf,', '.', '. arf', `.${'x'.repeat(40)}`].map(
    (suffix) => [`ingest --suffix "${suffix}" .`, ['--suffix: "', 'such as .arf']] as const,
  ),
  ['start nowhere', ['/nowhere: ']],
  ['find', ["missing required argument 'condition'"]],
  ['find " "', ['the condition is empty']],
  ['find --view removed "true"', ['files, hdus']],
  ['find --stack s --keywords GAIN "true"', ['--keywords cannot be used with --stack']],
  ['find --region eu-west-1 "true"', ['--region needs --stack']],
  ['header', ["missing required argument 'file'"]],
  ['header --format xml a.fits', ['cards, table, csv, tsv, values, json']],
  ['header ""', ['a file name is empty']],
  ['header s3://archive', ['fits-datalake ingest s3://archive']],
  ['header s3://archive/n1/', ['fits-datalake ingest s3://archive/n1/']],
  ['diff a.fits', ["missing required argument 'b'"]],
  ['diff a.fits ""', ['a file name is empty']],
  ['diff --rtol -1 a.fits b.fits', ['--rtol -1: ', '0 or more']],
  ['diff --atol x a.fits b.fits', ['--atol x: ', '0 or more']],
  ['diff --format cards a.fits b.fits', ['text, json']],
  ['verify', ["missing required argument 'file'"]],
  ['verify ""', ['a file name is empty']],
  ['verify --format xml a.fits', ['text, csv, json']],
  ['verify --checksums -', ['--checksums', 'standard input']],
  ['query --no-such-option', ['--no-such-option']],
  ['query --format xlsx "SELECT 1"', ['table, csv, tsv, lines, nul, json, ndjson, parquet']],
  ['query --format parquet "SELECT 1"', ['--format parquet needs --output FILE']],
  ['query --named nothing', ['there is no named query nothing; choose from ', 'count, ']],
  ['query --named nigths', ['there is no named query nigths; did you mean nights? choose from ']],
  ['query --named count "SELECT 1"', ['--named']],
  ['query -f a.sql --named count', ['--file']],
  ['query --keywords OBJECT "SELECT 1"', ['--keywords: ', 'OBJECT']],
  ['query --memory much "SELECT 1"', ['--memory much: ']],
  ['query --temp-space 4XB "SELECT 1"', ['--temp-space 4XB: ']],
  ['query --with t=/no/such.csv "SELECT 1"', ['--with t=/no/such.csv: ']],
  ['query -o a.xlsx "SELECT 1"', ['a.xlsx: ', '.xlsx', 'parquet']],
  ['query --region eu-west-1 "SELECT 1"', ['--region needs --stack']],
  ['query --endpoint-url http://x "SELECT 1"', ['--endpoint-url needs --stack']],
  ['query --stack s --lake x "SELECT 1"', ['--lake cannot be used with --stack']],
  ['query --stack s --temp-space 1GB "SELECT 1"', ['--temp-space cannot be used with --stack']],
  ['query --stack s --memory 1GB "SELECT 1"', ['--memory cannot be used with --stack']],
  ['query --stack s --keywords GAIN "SELECT 1"', ['--keywords cannot be used with --stack']],
  ['query --stack s --with a.csv "SELECT 1"', ['--with cannot be used with --stack']],
  ['query --stack "" "SELECT 1"', ['--stack: ']],
  ['query --stack " " "SELECT 1"', ['--stack: ']],
  ['query --stack', ['argument missing']],
  ['query --stack s --format parquet "SELECT 1"', ['--format parquet needs --output FILE']],
  ['query --stack s --endpoint-url nowhere "SELECT 1"', ['--endpoint-url nowhere: ']],
  ['status --stack s --lake x', ['--lake cannot be used with --stack']],
  ['status --region eu-west-1', ['--region needs --stack']],
  ['cone', ["missing required argument 'position'"]],
  ['cone 10.68 41.27 near', ['RADIUS near: ', '30m']],
  ['cone 361 41.27 1', ['RA 361: ', '0 to 360 degrees']],
  ['cone 10.68 -95.5 1', ['DEC -95.5: ', '-90 to 90 degrees']],
  ['cone M31 1 --type science', ['--type science: ', 'object, bias, dark, flat, arc, standard, other']],
  ['cone M31 1 --after yesterday', ['--after yesterday: ', '2024-09-12']],
  ['cone M31 1 --limit 0', ['--limit 0: ', '1 or more']],
  ['cone M31 1 --format parquet', ['--format parquet needs --output FILE']],
  ['cone M31 1 --region eu-west-1', ['--region needs --stack']],
  ['cone M31 1 --stack s --lake x', ['--lake cannot be used with --stack']],
  ['export out.parquet', ['out.parquet: ', 'name a folder']],
  ['export --format csv out', ['parquet, duckdb']],
  ['export --format parquet ""', ['a path is empty']],
  ['serve --port x', ['--port', '0 to 65535']],
  ['serve --port 65536', ['--port', '0 to 65535']],
  ['serve --timeout 0', ['--timeout', '1 to 86400']],
  ['serve --host 0.0.0.0', ['--host 0.0.0.0', '--token', '--public']],
  ['serve --host 192.0.2.1 --token abcdefghijklmnop --vo', ['--vo', '--public']],
  ['serve --host "a b"', ['--host a b: ']],
  ['serve --url lake.example.org', ['--url lake.example.org: ', 'https://']],
  ['serve --url https://lake.example.org/path', ['--url https://lake.example.org/path: ']],
  ['serve --url https://lake.example.org', ['--url https://lake.example.org', '--token', '--public']],
  ['serve --url https://lake.example.org --token abcdefghijklmnop --vo', ['--vo', '--public']],
  ['serve --token short', ['--token: ', '16 characters']],
  ['serve --token "0123456789 abcdef"', ['--token: ', 'letters, digits']],
  ['serve --token abcdefghijklmnop --public', ['--public: ']],
  ['serve --hips http://example.org', ['--hips http://example.org: ']],
  ['serve --stack s', ['--stack needs --vo']],
  ['serve --stack s --vo --files', ['--files cannot be used with --stack']],
  ['serve --stack s --vo --lake x', ['--lake cannot be used with --stack']],
  ['cache --frobnicate', ['--frobnicate']],
  ['backfill', ["required option '--stack <name>'"]],
  ['crawl', ["required option '--stack <name>'"]],
  ['completion', ["missing required argument 'shell'"]],
  ['completion csh', ['bash, zsh, fish']],
];

/** The words of a command line; those in double quotes may have spaces, or be empty. */
const words = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

describe('wrong usage', () => {
  it.each(WRONG)('%s ends with exit code 2 and names the mistake', async (line, named) => {
    const { status, stdout, stderr } = await runMain(words(line), { env: NO_AWS });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    for (const text of named) expect(stderr).toContain(text);
  });

  it.each([['--\u001b[31m'], ['query', '--\u009b']])(
    'is printed without control characters: %j',
    async (...args) => {
      const { stderr, status } = await runMain(args);
      expect(status).toBe(2);
      expect(stderr.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    },
  );
});

describe('--help', () => {
  it('lists all verbs, and has examples for each', async () => {
    const { stdout, status } = await runMain(['--help']);
    expect(status).toBe(0);
    for (const verb of (await program()).commands) {
      const name = verb.name();
      expect(stdout).toContain(`\n  ${name} `);
      const help = await runMain([name, '--help']);
      expect(help).toMatchObject({ status: 0, stderr: '' });
      expect(help.stdout).toContain('Examples:\n');
    }
  });

  it('has every verb under a heading', async () => {
    const { stdout } = await runMain(['--help']);
    expect(stdout).not.toContain('Commands:');
    for (const verb of (await program()).commands)
      expect(stdout).toMatch(new RegExp(`^  ${verb.name()} +[A-Z]`, 'm'));
  });

  it('is also printed by help VERB', async () => {
    const { stdout, status } = await runMain(['help', 'diff']);
    expect(status).toBe(0);
    expect(stdout).toBe((await runMain(['diff', '--help'])).stdout);
    expect((await runMain(['help'])).stdout).toBe((await runMain(['--help'])).stdout);
  });

  it('groups the options of a new lake and of AWS', async () => {
    const { stdout } = await runMain(['ingest', '--help']);
    expect(stdout).toMatch(/^Settings of a new lake.*:\n {2}--collection-depth/m);
    expect(stdout).toMatch(/^AWS:\n {2}--region/m);
  });

  it('is available without running anything, as a tree of commands', async () => {
    const { commands } = await program();
    expect(commands.map((verb) => verb.name())).toEqual([
      ...['start', 'ingest', 'query', 'find', 'cone', 'export', 'serve', 'header', 'info', 'diff'],
      ...['verify', 'status', 'config', 'cache', 'backfill', 'crawl', 'completion'],
    ]);
    for (const verb of commands) {
      expect(verb.description()).toMatch(/\.$/);
      for (const option of verb.options) expect(option.description, option.flags).not.toBe('');
    }
  });
});

describe('--version', () => {
  it('prints the version of the package', async () => {
    expect(await runMain(['--version'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^\d+\./),
    });
  });
});
