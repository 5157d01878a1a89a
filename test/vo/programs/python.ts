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

const M31 = ['meridian/20240912/m31-b', 'meridian/20240912/m31-r'];
const ROWS = M31.map((id) => [id]);
const CROSSED = [...M31.map((id) => ['m31', id]), ['m42', 'p2k4a1b2q']];

/** What they have to get over a lake of `fits_data`, on either engine. */
export const EXPECTED_ANSWERS: readonly (readonly [question: string, answer: unknown])[] = [
  ['sync', ROWS],
  ['async', ROWS],
  ['upload', CROSSED],
  ['upload to a job', CROSSED],
  ['examples', 5],
  ['created', 'PENDING'],
  ['refused', 'there is no column nothing (line 1, column 8)'],
  ['cut', [1, 'OVERFLOW']],
  ['links', ['m31-b.fits', 'm31-r.fits'].map((name) => ['#this', name])],
  ['sia2', M31],
  ['sia2 urls', ['m31-b.fits', 'm31-r.fits']],
  ['scs', M31],
  ['scs positions', M31.map(() => [10.685, 41.269])],
  ['TapPlus sync', ROWS],
  ['TapPlus async', ROWS],
  ['TapPlus upload', CROSSED],
];

/** What pyvo and astroquery get from the service at an address, by the name of the question. */
export async function answersOfClients(base: string, script?: string): Promise<Record<string, unknown>> {
  const { stdout } = await run(pythonOfClients(script), [`${FOLDER}/clients.py`, base]);
  return JSON.parse(stdout) as Record<string, unknown>;
}
