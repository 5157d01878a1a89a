import { afterEach, describe, expect, it, vi } from 'vitest';
import { UsageError } from '../../../lib/cli/errors.ts';
import { queryLimits } from '../../../lib/cli/options/limits.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a size', () => {
  it.each([
    ['500MB', 500e6],
    ['4GB', 4e9],
    ['4g', 4e9],
    ['1.5 GiB', 1.5 * 1024 ** 3],
    ['64000000', 64e6],
    ['1TB', 1e12],
  ])('%s is %d bytes', (text, bytes) => {
    expect(queryLimits({ memory: text, tempSpace: text })).toEqual({ memory: bytes, tempSpace: bytes });
  });
  it.each(['', 'much', '4XB', '-1GB', '4GB 5', '80%', '1e9', 'NaN', '99999999TB'])(
    '%j is refused',
    (text) => {
      expect(() => queryLimits({ memory: text })).toThrow(UsageError);
      expect(() => queryLimits({ tempSpace: text })).toThrow(`--temp-space ${text}: `);
    },
  );
});

it('environment variables set the limits that no option sets', () => {
  vi.stubEnv('FITS_MEMORY', '1GB');
  vi.stubEnv('FITS_TEMP_SPACE', '2GB');
  expect(queryLimits()).toEqual({ memory: 1e9, tempSpace: 2e9 });
  expect(queryLimits({ memory: '3GB' })).toEqual({ memory: 3e9, tempSpace: 2e9 });
  vi.stubEnv('FITS_MEMORY', 'much');
  expect(() => queryLimits()).toThrow(/^FITS_MEMORY=much: /);
  vi.stubEnv('FITS_MEMORY', '');
  expect(queryLimits().memory).toBeUndefined();
});

it('a query needs a minimum amount of memory', () => {
  expect(() => queryLimits({ memory: '1MB' })).toThrow(/^--memory 1MB: .*64MB/);
});
