import { expect, it } from 'vitest';
import { benchBundle } from '../../scripts/bench-lambda.ts';

it('bundles the header extractor in less than 1 MB zipped, and loads it with the environment of the stack', async () => {
  const { zipped } = await benchBundle(1);
  expect(zipped).toBeGreaterThan(50);
  expect(zipped).toBeLessThan(1000);
});
