import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { ATHENA_STAND_IN } from './ministack.ts';
import type { StateError, Tasks } from './run-state-machine.ts';

/**
 * Executes the Athena tasks of state machines that run on MiniStack, until the test has finished.
 *
 * @param env where the address is that MiniStack expects
 */
export async function standInForAthena(tasks: Tasks, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const server = createServer(async (request, response) => {
    const input = (await json(request)) as Readonly<Record<string, unknown>>;
    const name = 'QueryString' in input ? 'startQueryExecution.sync' : 'getQueryResults';
    const answer = await tasks[`arn:aws:states:::athena:${name}`]?.(input).catch((error: StateError) => ({
      error: error.error,
      cause: error.message,
    }));
    response.end(JSON.stringify(answer));
  });
  const { hostname, port } = new URL(env[ATHENA_STAND_IN] ?? '');
  await new Promise<void>((listening) => server.listen(Number(port), hostname, listening));
  onTestFinished(() => new Promise<void>((closed) => server.close(() => closed())));
}
