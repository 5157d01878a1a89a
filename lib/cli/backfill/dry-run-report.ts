// The report of backfill --dry-run, as facts and as text.

import { printable } from '../../formats/printable.ts';
import type { SuffixSum } from '../../lake/suffix-tally.ts';
import { exampleOf, skippedText } from '../terminal/suffix-text.ts';
import { bytes, count, counted } from '../terminal/words.ts';
import { type Estimate, estimate, type RunCost } from './estimate.ts';
import type { SourceCount } from './source-count.ts';

/**
 * What a run would cost.
 *
 * @param concurrency batches at the same time
 * @param force with --force, a known file costs as much as a new one
 */
export function dryRunFacts(found: SourceCount, concurrency: number, force = false): SourceCount & Estimate {
  const { allNew, ...others } = estimate(found.files, found.files + found.others, concurrency);
  return { ...found, allNew, ...(force ? { allKnown: allNew, allDerived: allNew } : others) };
}

interface DryRunOptions {
  /** The setting of the stack. */
  readonly suffixes: readonly string[];
  readonly force?: boolean;
}

/** What a run would cost, as text. */
export function dryRunText(
  source: string,
  facts: SourceCount & Estimate,
  { suffixes, force = false }: DryRunOptions,
): string {
  const { files, others, packed, packedBytes, skipped, allNew, allKnown, allDerived } = facts;
  const lines = [
    `${source}: ${counted(files, 'FITS file')}, ${bytes(facts.bytes)}`,
    ...(skipped.files === 0 ? [] : skippedLines(skipped, suffixes)),
    ...(force
      ? [`every file is read and written again: ${costText(allNew)}`]
      : [
          `if all files are new to the lake:               ${costText(allNew)}`,
          `if the lake has all files, none changed:        ${costText(allKnown)}`,
          `if all of them are derived again (an upgrade):  ${costText(allDerived)}`,
        ]),
  ];
  if (packed > 0)
    lines.push(
      `${count(packed)} of the files ${packed === 1 ? 'is' : 'are'} compressed as a whole (.gz, .Z, .bz2, .zst) and must be read ` +
        `to the end: ${bytes(packedBytes)}, which takes longer`,
    );
  if (files + others === 0) lines.push('no key begins with this prefix: is it correct?');
  lines.push('nothing was read or changed');
  return `${lines.map(printable).join('\n')}\n`;
}

function skippedLines(skipped: SuffixSum, suffixes: readonly string[]): string[] {
  // the setting replaces the default, so it has to repeat all suffixes
  const setting = [...suffixes, exampleOf(skipped) ?? '.SUFFIX'].join(',');
  return [
    skippedText(skipped, 'object'),
    `  if some of them are FITS files, add their suffix to the setting suffixes and deploy again: suffixes=${setting}`,
  ];
}

const costText = ({ requests, dollars, minutes }: RunCost): string =>
  `${counted(requests, 'request')}, ${dollars < 0.01 ? 'less than $0.01' : `$${dollars.toFixed(2)}`}, ` +
  (minutes < 1 ? 'less than a minute' : `at least ${counted(Math.ceil(minutes), 'minute')}`);
