import { expect, it } from 'vitest';
import { benchBundle } from '../../scripts/bench-lambda.ts';

it("the extractor's bundle loads with what the stack sets, and is under 1 MB zipped", async () => {
  const { zipped } = await benchBundle(1);
  expect(zipped).toBeGreaterThan(50);
  expect(zipped).toBeLessThan(1000);
});
