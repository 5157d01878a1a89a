import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { type CostRow, costRows, monthOf } from '../../scripts/costs/rows.ts';
import { costsText, EXAMPLE_LAKE } from '../../scripts/costs.ts';

const rowsOf = (lake = EXAMPLE_LAKE) =>
  new Map<string, CostRow>(
    costRows(lake).flatMap(({ title, rows }) => rows.map((row) => [`${title}: ${row.what}`, row] as const)),
  );
const dollars = (what: string, lake = EXAMPLE_LAKE): number => {
  const row = rowsOf(lake).get(what);
  if (row === undefined) throw new Error(what);
  return row.dollars;
};

describe('costs', () => {
  it('have a line for each row, and no number that is not one', () => {
    const lines = costsText(EXAMPLE_LAKE).split('\n');
    for (const { what } of rowsOf().values())
      expect(lines.filter((line) => line.startsWith(`  ${what} `))).toHaveLength(1);
    expect(lines.join()).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('are defined for an empty lake without any use', () => {
    const nothing = { ...EXAMPLE_LAKE, files: 0, changes: 0, questions: 0, compactions: 0, crawls: 0 };
    expect(costsText(nothing)).not.toMatch(/NaN|Infinity/);
    expect(monthOf(nothing).raw).toBeCloseTo(dollars('a month: in which nothing happens'));
  });

  it('grow with the questions, which cost next to nothing over compacted tables', () => {
    const [before, after] = [0, 100].map((questions) => monthOf({ ...EXAMPLE_LAKE, questions }));
    expect(after!.raw - before!.raw).toBeCloseTo(100 * dollars('a question: of lake objects'));
    expect(after!.compacted - before!.compacted).toBeCloseTo(
      100 * dollars('a question: of tables: a box in obscore'),
    );
    expect(after!.compacted - before!.compacted).toBeLessThan(0.1);
  });

  it('of a run that finds nothing new are lower than those of the first run', () => {
    const later = dollars('runs: a reconcile, nothing has changed');
    expect(later).toBeGreaterThan(0);
    expect(later).toBeLessThan(dollars('runs: a backfill, all files are new') / 3);
  });

  it('of a run of the compaction grow with the new files, and with the lake only by a few of its keys', () => {
    const runs = (files: number, changes: number): number => {
      const lake = { ...EXAMPLE_LAKE, files, changes, known: 0 };
      return (
        [...rowsOf(lake)].find(([what]) => what.startsWith('with compaction: a month: 30 runs'))?.[1]
          .scanned ?? 0
      );
    };
    expect(runs(1e7, 3e6) / runs(1e7, 3e5)).toBeGreaterThan(3);
    expect(runs(1e7, 3e5) / runs(1e6, 3e5)).toBeLessThan(2);
  });

  it('are refused for something that is not a number', () => {
    const run = (...args: string[]) =>
      spawnSync(process.execPath, ['scripts/costs.ts', ...args], { encoding: 'utf8' });
    for (const text of ['1,000', '', '-1', 'many']) {
      const { status, stderr } = run(`--files=${text}`);
      expect(status).toBe(2);
      expect(stderr).toContain(`--files has to be a number without commas, not ${text}`);
    }
    expect(run('--file', '1').stderr).toContain('--files N');
  });
});
