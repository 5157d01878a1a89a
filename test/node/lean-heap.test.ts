import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

const GARBAGE = `
  const kept = [];
  for (let index = 0; index < 600_000; index++) kept[index % 20_000] = { index, text: 'x' + index };
  const { getHeapSpaceStatistics } = await import('node:v8');
  console.log(getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size);
`;

/** The size of V8's space for new objects, in bytes, after a process has made many. */
const newSpace = (first = ''): number =>
  Number(execFileSync(process.execPath, ['--input-type=module-typescript', '-e', `${first}\n${GARBAGE}`]));

it('a lean heap does not grow with the garbage', () => {
  const lean = newSpace("import { leanHeap } from './lib/node/lean-heap.ts'; leanHeap();");
  // how far both grow depends on how busy the machine is
  expect(newSpace()).toBeGreaterThan(2 * lean);
});
