import { afterEach, describe, expect, it, vi } from 'vitest';
import { UsageError } from '../../../lib/cli/errors.ts';
import { queryLimits } from '../../../lib/cli/options/limits.ts';
import { runCli } from '../../helpers/run-cli.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('sizes', () => {
  it.each([
    ['500MB', 500e6],
    ['4GB', 4e9],
    ['4g', 4e9],
    ['1.5 GiB', 1.5 * 1024 ** 3],
    ['64000000', 64e6],
    ['1TB', 1e12],
  ])('%s', (text, bytes) => {
    expect(queryLimits({ memory: text, tempSpace: text })).toEqual({ memory: bytes, tempSpace: bytes });
  });
  it.each(['', 'much', '4XB', '-1GB', '4GB 5', '80%', '1e9', 'NaN', '99999999TB'])('%j is none', (text) => {
    expect(() => queryLimits({ memory: text })).toThrow(UsageError);
    expect(() => queryLimits({ tempSpace: text })).toThrow(
      `--temp-space ${text}: not a size; write a number with a unit, such as 500MB, 4GB or 1.5GiB`,
    );
  });
});

it('the environment sets limits that no option sets', () => {
  vi.stubEnv('FITS_MEMORY', '1GB');
  vi.stubEnv('FITS_TEMP_SPACE', '2GB');
  expect(queryLimits()).toEqual({ memory: 1e9, tempSpace: 2e9 });
  expect(queryLimits({ memory: '3GB' })).toEqual({ memory: 3e9, tempSpace: 2e9 });
  vi.stubEnv('FITS_MEMORY', 'much');
  expect(() => queryLimits()).toThrow(/^FITS_MEMORY=much: not a size/);
  vi.stubEnv('FITS_MEMORY', '');
  expect(queryLimits().memory).toBeUndefined();
});

it('a query needs a minimum of memory', () => {
  expect(() => queryLimits({ memory: '1MB' })).toThrow('--memory 1MB: a query needs at least 64MB');
});

it.each([
  ['--memory', 'much', '--memory much: not a size'],
  ['--temp-space', '4XB', '--temp-space 4XB: not a size'],
])('query %s %s is refused as wrong usage', (option, value, said) => {
  const { status, stderr } = runCli(['query', option, value, 'SELECT 1']);
  expect(status).toBe(2);
  expect(stderr).toContain(said);
});

it('a stack has its own limits', () => {
  const { status, stderr } = runCli(['query', '--stack', 's', '--temp-space', '1GB', 'SELECT 1']);
  expect(status).toBe(2);
  expect(stderr).toContain('--temp-space does not go with --stack');
});
