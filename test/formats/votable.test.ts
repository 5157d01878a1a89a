import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Value } from '../../lib/engines/answer.ts';
import type { ColumnAbout } from '../../lib/formats/column-about.ts';
import { NotRepresentable } from '../../lib/formats/not-representable.ts';
import { votable } from '../../lib/formats/votable.ts';
import { columnMetadata } from '../../lib/sql/view-columns.ts';
import { effort } from '../helpers/effort.ts';
import { written } from './written.ts';

// Other programs check the whole format: npm run test:python.

const votableOf = async (
  names: readonly string[],
  rows: readonly (readonly Value[])[] = [],
  describe: (name: string) => ColumnAbout = () => ({}),
): Promise<string> => (await written((answer) => votable(answer, describe), names, [rows])).text;

const fieldsOf = (text: string): string[] => text.match(/^<FIELD.*$/gm) ?? [];
const cellsOf = (text: string): string[] =>
  [...text.matchAll(/<TD(?:\/>|>([^<]*)<\/TD>)/g)].map(([, content = '']) => content);

const unescaped = (text: string): string =>
  text
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replace(/&(lt|gt|quot);/g, (_, name: 'lt' | 'gt' | 'quot') => ({ lt: '<', gt: '>', quot: '"' })[name])
    .replaceAll('&amp;', '&');

describe('votable', () => {
  it('declares the type of each column', async () => {
    const names = ['b:boolean', 'i:integer', 'l:bigint', 'd:double', 'day:date', 't:timestamp', 'x'];
    expect(fieldsOf(await votableOf(names))).toEqual([
      '<FIELD name="b" datatype="boolean"/>',
      '<FIELD name="i" datatype="int"/>',
      '<FIELD name="l" datatype="long"/>',
      '<FIELD name="d" datatype="double"/>',
      '<FIELD name="day" datatype="char" arraysize="*" xtype="timestamp"/>',
      '<FIELD name="t" datatype="char" arraysize="*" xtype="timestamp"/>',
      '<FIELD name="x" datatype="unicodeChar" arraysize="*"/>',
    ]);
  });

  it('writes values as the standard spells them, and nothing for NULL', async () => {
    const row = [true, 7, -(2n ** 63n), 1.5, '2026-11-25', '2026-11-25 01:02:03.5+00', 'a'];
    const names = ['b:boolean', 'i:integer', 'l:bigint', 'd:double', 'day:date', 't:timestamp', 'x'];
    expect(cellsOf(await votableOf(names, [row, row.map(() => null)]))).toEqual([
      ...['T', '7', '-9223372036854775808', '1.5', '2026-11-25', '2026-11-25T01:02:03.5', 'a'],
      ...names.map(() => ''),
    ]);
    const numbers = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e21];
    const text = await votableOf(
      ['d:double'],
      numbers.map((number) => [number]),
    );
    expect(cellsOf(text)).toEqual(['NaN', '+Inf', '-Inf', '1e+21']);
  });

  it('says what is known about a column', async () => {
    const text = await votableOf(['s_ra:double', 's_region', 't_min:double', 'x:double'], [], columnMetadata);
    const [ra, region, time, unknown] = fieldsOf(text);
    expect(ra).toMatch(
      / unit="deg" ucd="pos\.eq\.ra" utype="obscore:Char\S+" ref="ICRS"><DESCRIPTION>right /,
    );
    expect(region).toMatch(/ xtype="adql:REGION" ucd="pos\.outline;obs\.field" .* ref="ICRS">/);
    expect(time).toMatch(/ unit="d" ucd="time\.start;obs\.exposure" .* ref="MJD_UTC">/);
    expect(unknown).toBe('<FIELD name="x" datatype="double"/>');
    expect(text).toMatch(/<COOSYS ID="ICRS" .*\n<TIMESYS ID="MJD_UTC" /);
    expect(await votableOf(['x'], [], columnMetadata)).not.toMatch(/COOSYS|TIMESYS/);
  });

  it('gives text no unit, even if its name is that of a quantity', async () => {
    const [field] = fieldsOf(await votableOf(['s_ra'], [], columnMetadata));
    expect(field).toContain('ucd="pos.eq.ra"');
    expect(field).not.toContain('unit');
  });

  it('gives a column an ID if its name cannot be one', async () => {
    const fields = fieldsOf(await votableOf(['count(*)', 'count(*) ', '1x', 'é', 'a "b" <c>\n']));
    expect(fields.map((field) => /ID="(.*?)" name="(.*?)"/.exec(field)?.slice(1))).toEqual([
      ['count_', 'count(*)'],
      ['count__2', 'count(*)_2'],
      ['_1x', '1x'],
      ['_', 'é'],
      ['a_b_c_', 'a &quot;b&quot; &lt;c&gt;'],
    ]);
  });

  it('keeps any text that XML can hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (value) => {
        const [cell = ''] = cellsOf(await votableOf(['x'], [[value]]));
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML cannot hold
        const kept = value.toWellFormed().replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd');
        expect(unescaped(cell)).toBe(kept);
      }),
      { numRuns: effort(100) },
    );
  });

  it('gives columns distinct names', async () => {
    const fields = fieldsOf(await votableOf(['a', 'a b', 'a b', 'A', 'a b_2']));
    expect(fields.map((field) => / name="(.*?)"/.exec(field)?.[1])).toEqual([
      ...['a', 'a b', 'a b_2', 'A', 'a b_2_2'],
    ]);
  });

  it.each([
    ['t:timestamp', 'infinity'],
    ['t:timestamp', '12345-01-01 00:00:00'],
    ['t:timestamp', '2024-01-01 00:00:00 Europe/Berlin'],
    ['t:date', '0044-03-15 (BC)'],
  ])('refuses a %s that readers would not accept: %s', async (name, value) => {
    await expect(votableOf([name], [[value]])).rejects.toMatchObject({
      name: 'NotRepresentable',
      column: 't',
    });
  });

  it('refuses integers of more than 64 bits, and names the column', async () => {
    await expect(votableOf(['n:bigint'], [[2n ** 63n]])).rejects.toThrow(NotRepresentable);
    await expect(votableOf(['n:bigint'], [[2n ** 63n]])).rejects.toMatchObject({ column: 'n' });
  });

  it('reads one piece at a time', async () => {
    const pieces = votable(
      {
        columns: [{ name: 'n', type: 'integer' }],
        pieces: (async function* () {
          for (let n = 0; ; n++) yield [[n]];
        })(),
      },
      () => ({}),
    );
    await pieces.next();
    expect((await pieces.next()).value).toBe('<TR><TD>0</TD></TR>\n');
    await pieces.return();
  });
});
