import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { Plan } from '../../lib/sql/compaction/plan.ts';
import { athenaTasks } from './athena-tasks.ts';
import { ATHENA_STAND_IN } from './ministack.ts';
import type { StateError } from './run-state-machine.ts';

/**
 * Answers the Athena tasks of a state machine that runs on MiniStack, until the test has finished; returns the statements.
 *
 * @param onStatement may throw StateError
 */
export async function standInForAthena(
  plan: Plan,
  onStatement?: (sql: string) => void,
): Promise<readonly string[]> {
  const { sql, tasks } = athenaTasks(plan, onStatement);
  const [start, results] = Object.values(tasks);
  const server = createServer(async (request, response) => {
    const input = (await json(request)) as Readonly<Record<string, unknown>>;
    const task = 'QueryString' in input ? start : results;
    const answer = await task?.(input).catch((error: unknown) => {
      const { error: name, message } = error as StateError;
      return { error: name, cause: message };
    });
    response.end(JSON.stringify(answer));
  });
  const { hostname, port } = new URL(process.env[ATHENA_STAND_IN] ?? '');
  await new Promise<void>((listening) => server.listen(Number(port), hostname, listening));
  onTestFinished(() => new Promise<void>((closed) => server.close(() => closed())));
  return sql;
}
