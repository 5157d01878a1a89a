import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { MOST_BYTES } from '../../lib/vo/parameters.ts';
import { LIMITS } from '../../lib/vo/service-options.ts';

it('docs/guides/vo.md has the limits of the code', () => {
  const page = readFileSync('docs/guides/vo.md', 'utf8');
  const [, table = ''] = /## Limits\n([\s\S]*)/.exec(page) ?? [];
  const number = (value: number): string => value.toLocaleString('en-US');
  const { rows, mostRows, uploadRows, seconds, mostSeconds, jobs, resultBytes, allResultBytes } = LIMITS;
  for (const text of [
    ...[number(rows), number(mostRows), number(uploadRows), `${MOST_BYTES / 1e6} MB`],
    ...[`${seconds} s`, `${mostSeconds} s`, `${jobs}, for a day`],
    ...[`${resultBytes / 1e6} MB each`, `${allResultBytes / 1e9} GB in total`],
  ])
    expect(table).toContain(text);
  expect([LIMITS.keptSeconds, LIMITS.mostKeptSeconds, LIMITS.running]).toEqual([86_400, 7 * 86_400, 2]);
});
