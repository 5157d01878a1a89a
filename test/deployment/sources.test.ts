import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  decodeSources,
  encodeSources,
  isCovered,
  sourcesFromText,
  sourcesToText,
} from '../../lib/deployment/sources.ts';
import { effort } from '../helpers/effort.ts';

const source = fc.record({
  bucket: fc.stringMatching(/^[a-z0-9][a-z0-9.-]{1,20}[a-z0-9]$/),
  prefix: fc.string({ unit: 'grapheme' }),
});
const sources = fc.array(source, { minLength: 1, maxLength: 5 });

it('any sources are the same after the environment of a function, and after an output of the stack', () => {
  fc.assert(
    fc.property(sources, (list) => {
      expect(sourcesFromText(sourcesToText(list))).toEqual(list);
      // CloudFormation shows nothing else
      expect(encodeSources(list)).toMatch(/^[ -~]+$/);
      expect(decodeSources(encodeSources(list))).toEqual(list);
    }),
    { numRuns: effort(200) },
  );
});

it('a file is covered by the sources of its bucket alone', () => {
  fc.assert(
    fc.property(sources, fc.string(), (list, name) => {
      for (const { bucket, prefix } of list) {
        expect(isCovered(list, { bucket, key: `${prefix}${name}` })).toBe(true);
      }
      expect(isCovered(list, { bucket: 'no.such.bucket.of.them', key: name })).toBe(false);
    }),
    { numRuns: effort(100) },
  );
});

it.each(['', 'archive', 's3:///a', 'https://archive/'])('the output %j names no source', (text) => {
  expect(decodeSources(text)).toEqual([]);
});
