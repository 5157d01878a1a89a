import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { until } from '../helpers/deadline.ts';
import { primary } from '../helpers/fits.ts';
import { ingestRuns } from '../helpers/ingest-runs.ts';
import { PROGRAM } from '../helpers/run-cli.ts';

const FILES = 250;

let runs: ReturnType<typeof ingestRuns>;
beforeEach(() => {
  runs = ingestRuns();
  for (let file = 0; file < FILES; file++) runs.put(`d/${file}.fits`, primary([], [`N       = ${file}`]));
});

const startIngest = (): ChildProcess =>
  spawn(process.execPath, [PROGRAM, 'ingest', '--json', 'd'], {
    cwd: runs.folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });

async function expectCompleteLake(): Promise<void> {
  const values = "SELECT count(*), count(DISTINCT card_value) FROM headers WHERE card_name = 'N'";
  expect(await runs.rows(values)).toEqual([[FILES, FILES]]);
  expect(await runs.rows('SELECT count(*), sum(card_count) FROM files')).toEqual([[FILES, 4 * FILES]]);
}

describe('ingests of the same lake', () => {
  it('can run at the same time', async () => {
    const children = [startIngest(), startIngest()];
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
    expect(codes).toEqual([0, 0]);
    await expectCompleteLake();
  });

  it('can be killed: the lake stays consistent, and the next ingest completes it', async () => {
    for (const after of [150, 300]) {
      const child = startIngest();
      const ended = once(child, 'exit');
      await pause(after);
      child.kill('SIGKILL');
      await ended;
      const incomplete = 'SELECT count(*) FROM files WHERE card_count <> 4';
      const { stdout, status } = await runs.run('query', '--format', 'csv', incomplete);
      if (status === 0) expect(stdout.split('\n')[1]).toBe('0');
    }
    expect((await runs.ingest('d')).report).toMatchObject({ files: FILES, failed: 0 });
    await expectCompleteLake();
  });

  it('can be interrupted: the report has the files that were read', async () => {
    const child = startIngest();
    let printed = '';
    child.stdout?.on('data', (data) => {
      printed += data;
    });
    const ended = once(child, 'exit');
    const lake = join(runs.folder, 'fits-lake/headers');
    await until('a file is read', 240_000, async () => existsSync(lake) && readdirSync(lake).length > 0);
    child.kill('SIGINT');
    const [code] = await ended;
    expect([0, 130]).toContain(code);
    const report = JSON.parse(printed);
    expect(report.interrupted).toBe(code === 130);
    expect(await runs.rows('SELECT count(*) FROM files')).toEqual([[report.new]]);
    expect((await runs.ingest('d')).report).toMatchObject({
      unchanged: report.new,
      new: FILES - report.new,
    });
    await expectCompleteLake();
  });
});
