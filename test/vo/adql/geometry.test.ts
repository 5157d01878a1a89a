import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Position } from '../../../lib/sql/contains-point.ts';
import { translate } from '../../../lib/vo/adql/translate.ts';
import { lakeTables } from '../../../lib/vo/lake-tables.ts';
import { rowsOf } from '../../helpers/ask.ts';
import { effort } from '../../helpers/effort.ts';
import { polygonLake } from '../../helpers/polygon-lake.ts';
import { around, POLYGONS } from '../../helpers/polygons.ts';

// Random conditions in ADQL, compared with the same conditions computed here.

const lake = polygonLake();
const tables = lakeTables([]);

/** A condition as ADQL, and what it is for a footprint; undefined if rounding decides. */
interface Condition {
  readonly adql: string;
  readonly holds: (row: number) => boolean | undefined;
}

const radians = (angle: number): number => (angle * Math.PI) / 180;
function separation(a: Position, b: Position): number {
  const [x, y] = [radians(b.dec - a.dec), radians(b.ra - a.ra)];
  const h = Math.sin(x / 2) ** 2 + Math.cos(radians(a.dec)) * Math.cos(radians(b.dec)) * Math.sin(y / 2) ** 2;
  return (2 * Math.asin(Math.sqrt(Math.min(1, h))) * 180) / Math.PI;
}
const compared = (value: number, limit: number): boolean | undefined =>
  Math.abs(value - limit) < 1e-8 ? undefined : value < limit;
const centre = (row: number): Position => POLYGONS[row]?.center ?? { ra: 0, dec: 0 };

const position = fc
  .record({
    near: fc.nat(POLYGONS.length - 1),
    angle: fc.integer({ min: 0, max: 359 }),
    distance: fc.double({ min: 0, max: 40, noNaN: true }),
  })
  .map(({ near, angle, distance }) => {
    const { ra, dec } = around(centre(near), angle, distance);
    return { ra: Number(ra.toFixed(6)), dec: Number(dec.toFixed(6)) };
  });
const radius = fc.double({ min: 0.001, max: 80, noNaN: true }).map((value) => Number(value.toFixed(5)));
const system = fc.constantFrom("'ICRS', ", '', "'', ");

const simple: fc.Arbitrary<Condition> = fc.oneof(
  fc
    .record({ at: position, r: radius, system, swapped: fc.boolean(), wanted: fc.constantFrom(0, 1) })
    .map(({ at, r, system, swapped, wanted }) => {
      const call = `CONTAINS(POINT(${system}s_ra, s_dec), CIRCLE(${system}${at.ra}, ${at.dec}, ${r}))`;
      return {
        adql: swapped ? `${wanted} = ${call}` : `${call} = ${wanted}`,
        holds: (row: number) => {
          const inside = compared(separation(centre(row), at), r);
          return inside === undefined ? undefined : inside === (wanted === 1);
        },
      };
    }),
  fc
    .record({ at: position, r: radius, operator: fc.constantFrom('<', '<=', '>', '>=') })
    .map(({ at, r, operator }) => ({
      adql: `DISTANCE(POINT(s_ra, s_dec), POINT(${at.ra}, ${at.dec})) ${operator} ${r}`,
      holds: (row: number) => {
        const less = compared(separation(centre(row), at), r);
        return less === undefined ? undefined : less === operator.startsWith('<');
      },
    })),
  fc.record({ at: position, wanted: fc.constantFrom(0, 1) }).map(({ at, wanted }) => ({
    adql: `${wanted} = CONTAINS(POINT(${at.ra}, ${at.dec}), s_region)`,
    holds: (row: number) => {
      const side = POLYGONS[row]?.side(at) ?? 0;
      if (Math.abs(side) < 1e-12) return undefined;
      return side > 0 === (wanted === 1);
    },
  })),
  fc.double({ min: -90, max: 90, noNaN: true }).map((limit) => ({
    adql: `s_dec < ${limit.toFixed(4)}`,
    holds: (row: number) => compared(centre(row).dec, Number(limit.toFixed(4))),
  })),
);

/** Conditions joined by AND, OR and NOT. */
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    simple,
    fc.record({ inner: tie('condition') }).map(({ inner }) => ({
      adql: `NOT (${inner.adql})`,
      holds: (row: number) => {
        const value = inner.holds(row);
        return value === undefined ? undefined : !value;
      },
    })),
    fc
      .record({ left: tie('condition'), right: tie('condition'), word: fc.constantFrom('AND', 'OR') })
      .map(({ left, right, word }) => ({
        adql: `(${left.adql}) ${word} (${right.adql})`,
        holds: (row: number) => {
          const [a, b] = [left.holds(row), right.holds(row)];
          if (a === undefined || b === undefined) return undefined;
          return word === 'AND' ? a && b : a || b;
        },
      })),
  ),
}));

describe('random conditions', () => {
  it('select the rows that a plain computation selects', async () => {
    await fc.assert(
      fc.asyncProperty(condition, async ({ adql, holds }) => {
        const { sql } = translate(`SELECT source_key FROM obscore WHERE ${adql}`, {
          tables,
          dialect: 'duckdb',
        });
        const rows = (await rowsOf(lake(), sql)).map(([key]) => Number(/\d+/.exec(String(key))?.[0]));
        const expected = POLYGONS.map((_, row) => holds(row));
        for (const [row, value] of expected.entries())
          if (value !== undefined) expect([row, rows.includes(row)]).toEqual([row, value]);
      }),
      { numRuns: effort(100) },
    );
  });
});
