import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { pythonEnvironment } from '../../helpers/python-environment.ts';

const FOLDER = 'test/vo/programs';

const run = promisify(execFile);

/** The Python of an environment with pyvo and astroquery. */
export function pythonOfClients(script = 'test:vo'): string {
  const requirements = `${FOLDER}/requirements.txt`;
  return pythonEnvironment({
    script,
    name: `vo-${hash('sha256', readFileSync(requirements, 'utf8')).slice(0, 8)}`,
    pip: ['-r', requirements],
  });
}

/** What pyvo and astroquery get from the service at an address, by the name of the question. */
export async function answersOfClients(base: string, script?: string): Promise<Record<string, unknown>> {
  const { stdout } = await run(pythonOfClients(script), [`${FOLDER}/clients.py`, base]);
  return JSON.parse(stdout) as Record<string, unknown>;
}
