import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { folderStore } from '../../lib/stores/folder.ts';
import { deployed, SOURCE } from '../helpers/deployed.ts';
import { primary } from '../helpers/fits.ts';
import { lakeContents } from '../helpers/lake-contents.ts';
import { runCli } from '../helpers/run-cli.ts';
import { deleteObject, putObject } from '../helpers/source.ts';
import { tempFolder } from '../helpers/temp-folder.ts';

const file = (object: string): Buffer => primary([], [`OBJECT  = '${object}'`]);

function ingest(lake: string, ...args: string[]) {
  const { stdout, stderr, status } = runCli(['ingest', '--json', '--lake', lake, ...args]);
  return { status, stderr, report: stdout === '' ? undefined : JSON.parse(stdout) };
}

describe('ingest s3://', () => {
  it('writes the same rows as the stack, and reads only changed files the next time', async () => {
    const stack = await deployed();
    const prefix = 'ingest/night 1+%41/';
    const from = `s3://${SOURCE}/${prefix}`;
    const lake = tempFolder();
    for (const name of ['a', 'b', 'ü']) await putObject(`${prefix}${name}.fits`, file(name));
    await putObject(`${prefix}notes.txt`, Buffer.from('not a FITS file'));
    await putObject('ingest/elsewhere.fits', file('elsewhere'));
    expect(ingest(lake, from)).toMatchObject({ status: 0, report: { files: 3, new: 3, requests: 3 } });
    expect(await lakeContents(folderStore(lake))).toEqual(await stack.contents(prefix));

    expect(ingest(lake, from).report).toMatchObject({ unchanged: 3, requests: 0 });
    await putObject(`${prefix}a.fits`, file('another'));
    await deleteObject(`${prefix}b.fits`);
    expect(ingest(lake, from).report).toMatchObject({ changed: 1, unchanged: 1, removed: 1, requests: 1 });
    expect(await lakeContents(folderStore(lake))).toEqual(await stack.contents(prefix));
  });

  it('fails and changes nothing if access is denied or the bucket does not exist', async () => {
    const lake = tempFolder();
    await putObject('ingest/private/a.fits', file('a'));
    const from = `s3://${SOURCE}/ingest/private/`;
    expect(ingest(lake, from).status).toBe(0);
    const before = await lakeContents(folderStore(lake));
    for (const [args, fact] of [
      [['--no-sign-request', from], SOURCE],
      [['s3://no-such-bucket-of-tests/'], 'no-such-bucket-of-tests'],
    ] as const) {
      const { status, stderr } = ingest(lake, ...args);
      expect(status).toBe(1);
      expect(stderr).toContain(fact);
      expect(await lakeContents(folderStore(lake))).toEqual(before);
    }
  });

  it('uses the server that --endpoint-url names', async () => {
    await putObject('ingest/endpoint/a.fits', file('a'));
    const url = process.env['AWS_ENDPOINT_URL'] ?? '';
    const args = ['ingest', '--lake', tempFolder(), `s3://${SOURCE}/ingest/endpoint/`];
    const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };
    expect(runCli([...args, '--endpoint-url', url], { env }).status).toBe(0);
    expect(runCli(args, { env }).status).toBe(1);
  });
});

it('header s3:// prints the same as header for the local file', async () => {
  const path = 'fits_data/space/p2k4/p2k4a1b2q_flt.fits';
  const key = 'ingest/header/a b+%41.fits';
  await putObject(key, readFileSync(path));
  for (const format of ['cards', 'json']) {
    const args = ['header', '--format', format, '-e', '0'];
    const [remote, local] = [runCli([...args, `s3://${SOURCE}/${key}`]), runCli([...args, path])];
    expect(remote.stderr).toBe('');
    expect(remote.stdout.length).toBeGreaterThan(100);
    expect(remote.stdout.replaceAll(`s3://${SOURCE}/${key}`, path)).toBe(local.stdout);
  }
});
