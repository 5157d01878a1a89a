import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { json } from '../../lib/formats/json.ts';
import { ndjson } from '../../lib/formats/ndjson.ts';
import { written } from './written.ts';

const names = ['n:double', 't:timestamp', 'x'];
const pieces = [
  [[1, '2026-11-25 01:02:03.5', 'a']],
  [],
  [
    [2n ** 60n, null, null],
    [2n ** 53n - 1n, '2026-11-25 01:02:03+00', ''],
  ],
];
const objects = [
  { n: 1, t: '2026-11-25T01:02:03.5', x: 'a' },
  { n: '1152921504606846976', t: null, x: null },
  { n: 9007199254740991, t: '2026-11-25T01:02:03Z', x: '' },
];

describe('json', () => {
  it('is an array of objects, one per line', async () => {
    const { text } = await written(json, names, pieces);
    expect(JSON.parse(text)).toEqual(objects);
    expect(text.split('\n')).toHaveLength(6);
  });
  it('is an empty array if there are no rows', async () => {
    expect((await written(json, names, [[], []])).text).toBe('[]\n');
  });
  it('turns what is not a JSON number into a string, in lists too', async () => {
    const row = [Number.POSITIVE_INFINITY, null, [Number.NaN, 1n, { y: 2n ** 64n }]];
    expect(JSON.parse((await written(json, names, [[row]])).text)).toEqual([
      { n: 'Infinity', t: null, x: ['NaN', 1, { y: '18446744073709551616' }] },
    ]);
  });
});

describe('control characters', () => {
  it.each([json, ndjson])('are kept exactly, in values and names', async (format) => {
    const controls = Array.from({ length: 0xa0 }, (_, code) => String.fromCharCode(code)).join('');
    const name = controls.replace(':', '');
    const { text } = await written(format, [name], [[[controls], [[controls, { y: controls }]]]]);
    expect(text).not.toMatch(/[^\P{Cc}\n\u007f-\u009f]/u);
    const values = text.match(/^\{.*\}(?=,?$)/gm)?.map((line) => JSON.parse(line) as object);
    expect(values).toEqual([{ [name]: controls }, { [name]: [controls, { y: controls }] }]);
  });
});

describe('ndjson', () => {
  it('is one object per line', async () => {
    const { text } = await written(ndjson, names, pieces);
    expect(text.endsWith('\n')).toBe(true);
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(objects);
  });
  it('is empty if there are no rows', async () => {
    expect((await written(ndjson, names, [])).text).toBe('');
  });
  it('keeps any text on its line', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (value) => {
        const { text } = await written(ndjson, [value.replaceAll(':', ''), 'x'], [[[value, 1]]]);
        expect(text.trimEnd().split('\n')).toHaveLength(1);
        expect(Object.values(JSON.parse(text) as object)).toContain(value);
      }),
    );
  });
});
