import { expect } from 'vitest';
import { stilts } from '../../python/debian.ts';

/** Expects that taplint finds nothing wrong with the TAP service below a base address, and that it looked at everything. */
export async function expectNoTaplintError(base: string): Promise<void> {
  // the lake has no plans of observations, which the stage LOC is about
  const report = await stilts('taplint', 'stages=-LOC', `tapurl=${base}tap`);
  const lines = report.split('\n');
  expect(lines.filter((line) => /^[EF]-/.test(line))).toEqual([]);
  expect(lines.filter((line) => /^W-/.test(line))).toEqual([]);
  expect(report).toMatch(/^Totals: Errors: 0; .*Failures: 0/m);
  for (const stage of ['TMV', 'TMS', 'CAP', 'QAS', 'UWS', 'OBS', 'UPL', 'EXA'])
    expect(report).toContain(`Section ${stage}`);
}
