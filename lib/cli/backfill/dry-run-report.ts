// The report of backfill --dry-run, as facts and as text.

import { printable } from '../../formats/printable.ts';
import type { SuffixSum } from '../../lake/suffix-tally.ts';
import { exampleOf, skippedText } from '../terminal/suffix-text.ts';
import { bytes, count, counted } from '../terminal/words.ts';
import { type Estimate, estimate, type RunCost } from './estimate.ts';
import type { Sample } from './sample.ts';
import type { SourceCount } from './source-count.ts';

/** What was counted, and what a run would cost. */
export type DryRunFacts = SourceCount & Estimate & { readonly sample?: Sample };

/** How a run is estimated. */
export interface DryRunScope {
  /** Batches at the same time. */
  readonly concurrency: number;
  /** With --force, a known file costs as much as a new one. */
  readonly force?: boolean;
  readonly sample?: Sample | undefined;
}

/** What a run would cost. */
export function dryRunFacts(
  found: SourceCount,
  { concurrency, force = false, sample }: DryRunScope,
): DryRunFacts {
  const { allNew, ...others } = estimate(found.files, found.files + found.others, concurrency, sample);
  if (force) return { ...found, allNew, allKnown: allNew, allDerived: allNew };
  return { ...found, ...(sample && { sample }), allNew, ...others };
}

interface DryRunOptions {
  /** The setting of the stack. */
  readonly suffixes: readonly string[];
  readonly force?: boolean;
}

/** What was counted in one source. */
export interface CountedSource {
  /** Its address. */
  readonly source: string;
  readonly found: SourceCount;
}

/** What a run would cost, as text. */
export function dryRunText(
  sources: readonly CountedSource[],
  facts: DryRunFacts,
  { suffixes, force = false }: DryRunOptions,
): string {
  const { files, packed, packedBytes, skipped, allNew, allKnown, allDerived } = facts;
  const lines = [
    ...sources.map(
      ({ source, found }) => `${source}: ${counted(found.files, 'FITS file')}, ${bytes(found.bytes)}`,
    ),
    ...(sources.length > 1 ? [`in all: ${counted(files, 'FITS file')}, ${bytes(facts.bytes)}`] : []),
    ...(skipped.files === 0 ? [] : skippedLines(skipped, suffixes)),
    ...(force
      ? [`every file is read and written again: ${costText(allNew)}`]
      : [
          `if all files are new to the lake:               ${costText(allNew)}`,
          `if the lake has all files, none changed:        ${costText(allKnown)}`,
          `if all of them are derived again (an upgrade):  ${costText(allDerived)}`,
          ...sampleLines(facts),
        ]),
  ];
  if (packed > 0)
    lines.push(
      `${count(packed)} of the files ${packed === 1 ? 'is' : 'are'} compressed as a whole (.gz, .Z, .bz2, .zst) and must be read ` +
        `to the end: ${bytes(packedBytes)}, which takes longer`,
    );
  for (const { source, found } of sources)
    if (found.files + found.others === 0)
      lines.push(`no key begins with this prefix: is it correct?${sources.length > 1 ? ` (${source})` : ''}`);
  lines.push('no file was opened, and nothing was changed');
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

/** What a run would do with the files of the sample, and what that means for all files. */
function sampleLines({ files, sample, likeSample }: DryRunFacts): string[] {
  if (files === 0) return [];
  if (sample === undefined || likeSample === undefined)
    return ['how many of them are new or have changed is unknown: the lake objects cannot be read'];
  const kinds = [
    [sample.new, 'new to the lake'],
    [sample.readAgain, 'to be read again'],
    [sample.derived, 'to be derived again'],
    [sample.unchanged, 'up to date'],
  ] as const;
  const text = kinds
    .filter(([number]) => number > 0)
    .map(([number, kind]) => `${count(number)} ${kind}`)
    .join(', ');
  const isAll = sample.files === files;
  return [
    isAll ? `of these files: ${text}` : `of ${count(sample.files)} files, chosen at random: ${text}`,
    `${isAll ? 'so this run:' : 'this run, if the others are like them:'.padEnd(47)} ${costText(likeSample)}`,
  ];
}

/** A cost as text. */
export const costText = ({ requests, dollars, minutes }: RunCost): string =>
  `${counted(requests, 'request')}, ${dollars < 0.01 ? 'less than $0.01' : `$${dollars.toFixed(2)}`}, ` +
  (minutes < 1 ? 'less than a minute' : `at least ${counted(Math.ceil(minutes), 'minute')}`);
