import { expect, it } from 'vitest';
import { EXIT } from '../../../lib/cli/errors.ts';
import { runMain } from '../../helpers/run-main.ts';

const STACK = ['--stack', 'my-fits-datalake'];

it.each([
  [[], /--stack/],
  [['--stack', ' '], /--stack.*empty/],
  [[...STACK, '--prefix', 's3://archive/raw'], /--prefix.*bucket/],
  [[...STACK, '--prefix', 'raw/*'], /--prefix.*\*/],
  [[...STACK, '--last', '--force'], /--last.*--json/],
  [[...STACK, '--last', '--changes'], /--last.*--json/],
  [[...STACK, '--last', '--prefix', 'raw/'], /--last.*--json/],
  [[...STACK, '--last', '--dry-run'], /--last.*--json/],
  [[...STACK, '--last', '--no-wait'], /--last.*--json/],
  [[...STACK, '--dry-run', '--no-wait'], /--dry-run.*--no-wait/],
  [[...STACK, '--region', 'Frankfurt'], /--region Frankfurt/],
])('backfill refuses the arguments %j', async (args, reason) => {
  const { status, stdout, stderr } = await runMain(['backfill', ...args]);
  expect({ status, stdout }).toEqual({ status: EXIT.usage, stdout: '' });
  expect(stderr).toMatch(reason);
});
