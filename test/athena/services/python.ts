import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pythonEnvironment } from '../../helpers/python-environment.ts';

// The Python that runs moto.

const REQUIREMENTS = new URL('./requirements.txt', import.meta.url).pathname;

/** Returns the Python of an environment with moto. A new list of requirements makes a new environment. */
export function pythonWithMoto(): string {
  const list = hash('sha256', readFileSync(REQUIREMENTS, 'utf8')).slice(0, 8);
  return pythonEnvironment({ script: 'test:athena', name: `moto-${list}`, pip: ['-r', REQUIREMENTS] });
}
