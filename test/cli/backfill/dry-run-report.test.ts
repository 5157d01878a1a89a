import { describe, expect, it } from 'vitest';
import { dryRunFacts, dryRunText } from '../../../lib/cli/backfill/dry-run-report.ts';
import { estimate, type RunCost } from '../../../lib/cli/backfill/estimate.ts';
import type { Sample } from '../../../lib/cli/backfill/sample.ts';
import type { SourceCount } from '../../../lib/cli/backfill/source-count.ts';
import { SUFFIXES } from '../../../lib/lake/suffixes.ts';

const NONE = { files: 0, suffixes: {} };
const EMPTY: SourceCount = { files: 0, bytes: 0, packed: 0, packedBytes: 0, others: 0, skipped: NONE };
const SKIPPED = { files: 150_000, suffixes: { '.arf': 100_000, 'no suffix': 50_000 } };
const LARGE: SourceCount = {
  ...{ files: 10_000_000, bytes: 4e13, packed: 1000, packedBytes: 3e9, others: 200_000, skipped: SKIPPED },
};

interface Options {
  readonly suffixes?: readonly string[];
  readonly force?: boolean;
  readonly sample?: Sample;
}

/** The lines of the text, by the words that they begin with. */
const textOf = (found: SourceCount, { suffixes = SUFFIXES, force = false, sample }: Options = {}): string[] =>
  dryRunText(
    [{ source: 's3://archive/raw/', found }],
    dryRunFacts(found, { concurrency: 20, force, sample }),
    {
      suffixes,
      force,
    },
  ).split('\n');

const costPattern = ({ requests, dollars, minutes }: RunCost): string =>
  `${requests.toLocaleString('en-US')} requests, $${dollars.toFixed(2)}, at least ${Math.ceil(minutes)} minutes`;

describe('a dry run', () => {
  it('estimates the cost for a lake that has none of the files, all, or all to be derived again', () => {
    const { allNew, allKnown, allDerived } = estimate(1e7, 1.02e7, 20);
    expect(dryRunFacts(LARGE, { concurrency: 20 })).toEqual({ ...LARGE, allNew, allKnown, allDerived });
    const [source, , , ifNew, ifKnown, ifDerived] = textOf(LARGE);
    expect(source).toBe('s3://archive/raw/: 10,000,000 FITS files, 40 TB');
    expect(ifNew).toContain(costPattern(allNew));
    expect(ifKnown).toContain(costPattern(allKnown));
    expect(ifDerived).toContain(costPattern(allDerived));
  });

  it('estimates what this run would cost if all files are like those of a sample', () => {
    const sample = { files: 400, new: 100, readAgain: 0, derived: 200, unchanged: 100 };
    const { likeSample, allNew, allKnown, allDerived } = dryRunFacts(LARGE, { concurrency: 20, sample });
    const expected = (allNew.dollars + 2 * allDerived.dollars + allKnown.dollars) / 4;
    expect(likeSample?.dollars).toBeCloseTo(expected, 6);
    const text = textOf(LARGE, { sample }).join('\n');
    expect(text).toMatch(/^of 400 files, .*: 100 new to the lake, 200 to be derived again, 100 up to date$/m);
    expect(text).toContain(costPattern(likeSample!));
  });

  it('says so if the sample has all files, and if there is none', () => {
    const sample = { files: 2, new: 0, readAgain: 1, derived: 0, unchanged: 1 };
    expect(textOf({ ...EMPTY, files: 2 }, { sample }).at(-4)).toBe(
      'of these files: 1 to be read again, 1 up to date',
    );
    expect(textOf(LARGE).join('\n')).toContain('unknown');
    expect(textOf(EMPTY).join('\n')).not.toContain('unknown');
  });

  it('lists what is skipped, with the setting that would include it', () => {
    const [, skipped, setting] = textOf(LARGE, { suffixes: ['.fits', '.fz'] });
    expect(skipped).toMatch(/^150,000 objects .*100,000 \.arf, 50,000 with no suffix$/);
    expect(setting).toMatch(/ suffixes=\.fits,\.fz,\.arf$/);
  });

  it('names the files that take longer because they are compressed', () => {
    expect(textOf(LARGE).join('\n')).toMatch(/^1,000 of the files are compressed .*3\.0 GB/m);
    expect(textOf({ ...EMPTY, files: 1 }).join('\n')).not.toContain('compressed');
  });

  it('with --force, estimates that known files cost as much as new ones', () => {
    const { allNew } = estimate(1e6, 1e6, 20);
    const found = { ...EMPTY, files: 1e6, bytes: 4e12 };
    expect(dryRunFacts(found, { concurrency: 20, force: true })).toEqual({
      ...found,
      ...{ allNew, allKnown: allNew, allDerived: allNew },
    });
    const [source, cost, end] = textOf(found, { force: true });
    expect(source).toBe('s3://archive/raw/: 1,000,000 FITS files, 4.0 TB');
    expect(cost).toContain(costPattern(allNew));
    expect(end).toBe('no file was opened, and nothing was changed');
  });

  it('rounds small costs up', () => {
    const [source, ifNew] = textOf({ ...EMPTY, files: 1, bytes: 2880 });
    expect(source).toBe('s3://archive/raw/: 1 FITS file, 2.9 kB');
    expect(ifNew).toMatch(/5 requests, less than \$0\.01, less than a minute$/);
  });

  it('asks about the prefix if there are no objects', () => {
    expect(textOf(EMPTY).join('\n')).toContain('prefix');
  });
});
