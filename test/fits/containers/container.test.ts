import { expect, it } from 'vitest';
import { containerOf } from '../../../lib/fits/containers/container.ts';

it.each([
  ['1f8b0800', 'gzip'],
  ['1f9d9000', 'compress'],
  ['425a6839', 'bzip2'],
  ['28b52ffd', 'zstd'],
  ['502a4d18', 'zstd'],
  ['5f2a4d18', 'zstd'],
  ['602a4d18', 'fits'],
  ['53494d50', 'fits'],
  ['1f8c', 'fits'],
  ['', 'fits'],
])('recognises the container of a file that begins with %s: %s', (first, container) => {
  expect(containerOf(Buffer.from(first, 'hex'))).toBe(container);
});
