import { expect, it } from 'vitest';
import { deployed, STACK } from '../helpers/deployed.ts';
import { primary } from '../helpers/fits.ts';
import { purge, send } from '../helpers/queue.ts';
import { runCli } from '../helpers/run-cli.ts';
import { putObject } from '../helpers/source.ts';

// MiniStack's Athena has no workgroups with managed query results, so queries are tested in test/athena

function status() {
  const { stdout, stderr } = runCli(['status', '--stack', STACK, '--json']);
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

it('status --stack checks the catalog, and counts partitions and messages', async () => {
  const stack = await deployed();
  const before = status();
  expect(before).toMatchObject({
    stack: STACK,
    source: { eventBridge: true },
    catalog: { database: 'fits_datalake', asDeclared: true },
    crawler: { name: STACK, schedule: 'cron(0 3 ? * SUN *)' },
    queue: { waiting: 0, inWork: 0, retries: { waiting: 0, inWork: 0 } },
    partitions: { deviating: 0, missing: 0 },
    deadLetters: { messages: 0 },
    undeliveredEvents: { messages: 0 },
    wrong: [],
  });
  const dead = stack.outputs['DeadLetterQueue'] ?? '';
  await putObject(`a collection of its own/a.fits`, primary());
  await stack.contents('a collection of its own/');
  await send(dead, ['poison']);
  const after = status();
  await purge(dead);
  expect(after.partitions).toMatchObject({ count: before.partitions.count + 1, deviating: 0, missing: 0 });
  expect(after.deadLetters).toMatchObject({ messages: 1 });
  expect(after.wrong).toHaveLength(1);
});

it('crawl --stack starts the crawler and waits for it', () => {
  const { stdout, status } = runCli(['crawl', '--stack', STACK, '--json']);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ result: 'SUCCEEDED' });
});

it('crawl --stop succeeds if no crawl is running', () => {
  const { stdout, status } = runCli(['crawl', '--stack', STACK, '--stop']);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^[^\n]*crawler[^\n]*\n$/);
});

it('reports a missing stack in one line, with its name and region', () => {
  const { stderr, status } = runCli(['status', '--stack', 'no-such-stack']);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^fits-datalake: [^\n]*no-such-stack[^\n]*eu-central-1[^\n]*\n$/);
});
