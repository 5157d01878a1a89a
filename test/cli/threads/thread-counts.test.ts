import { describe, expect, it } from 'vitest';
import { threadCounts } from '../../../lib/cli/threads/thread-counts.ts';

describe('the threads of an ingest', () => {
  it.each([1, 2, 3])('are one each with %i cores', (cores) => {
    expect(threadCounts(undefined, cores)).toEqual({ reading: 0, loading: 1 });
  });
  it.each([
    [4, 2],
    [5, 3],
    [64, 4],
  ])('with %i cores, %i read files', (cores, reading) => {
    expect(threadCounts(undefined, cores)).toEqual({ reading, loading: 2 });
  });
  it('are as many as the user wants', () => {
    expect(threadCounts(1, 8)).toEqual({ reading: 0, loading: 1 });
    expect(threadCounts(3, 2)).toEqual({ reading: 3, loading: 2 });
  });
});
