import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FAULTS } from '../../lib/fits/fault.ts';

it('docs/faults.md is the list of fault codes', () => {
  const rows = readFileSync('docs/faults.md', 'utf8').matchAll(/^\| `(.+)` \| (.+) \|$/gm);
  expect(Object.fromEntries([...rows].map(([, code, meaning]) => [code, meaning]))).toEqual(FAULTS);
});
