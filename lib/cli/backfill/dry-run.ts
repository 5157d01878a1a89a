import { type SuffixSum, suffixTally } from '../../lake/suffix-tally.ts';
import { isPacked, suffixTest } from '../../lake/suffixes.ts';
import type { Store } from '../../stores/store.ts';
import { printable } from '../terminal/output.ts';
import { exampleOf, skippedText } from '../terminal/suffix-text.ts';
import { bytes, count } from '../terminal/words.ts';
import { type Estimate, estimate, type RunCost } from './estimate.ts';
import type { Scope } from './scope.ts';

/** What is there. */
export interface Counted {
  /** Objects that are named as FITS files are, and their bytes. */
  readonly files: number;
  readonly bytes: number;
  /** Those among them that are packed as a whole, and have to be read to their end. */
  readonly packed: number;
  readonly packedBytes: number;
  /** Objects with other names, including hidden ones and folder markers. */
  readonly others: number;
  /** Those that may be FITS files but are skipped because of their suffix. */
  readonly skipped: SuffixSum;
}

/** Counts the objects that a run would be about. Throws what the store throws. */
export async function countObjects(
  source: Store,
  { sourcePrefix }: Scope,
  suffixes: readonly string[],
  { signal, onCount }: { readonly signal?: AbortSignal; readonly onCount?: (listed: number) => void } = {},
): Promise<Counted> {
  const isFits = suffixTest(suffixes);
  const counted = { files: 0, bytes: 0, packed: 0, packedBytes: 0, others: 0 };
  const skipped = suffixTally();
  for await (const { key, size } of source.list(sourcePrefix)) {
    signal?.throwIfAborted();
    onCount?.(counted.files + counted.others);
    if (!isFits(key)) {
      counted.others++;
      skipped.add(key);
      continue;
    }
    counted.files++;
    counted.bytes += size;
    if (!isPacked(key)) continue;
    counted.packed++;
    counted.packedBytes += size;
  }
  return { ...counted, skipped: skipped.sum() };
}

/** What a run would take, for programs; by `force` a file that is known takes as much as a new one. */
export function dryRunFacts(counted: Counted, concurrency: number, force = false): Counted & Estimate {
  const { allNew, allKnown } = estimate(counted.files, counted.files + counted.others, concurrency);
  return { ...counted, allNew, allKnown: force ? allNew : allKnown };
}

interface DryRun {
  /** Batches at once. */
  readonly concurrency: number;
  /** The stack's setting. */
  readonly suffixes: readonly string[];
  readonly force?: boolean;
}

/** What a run would take, for people. */
export function dryRunText(
  where: string,
  counted: Counted,
  { concurrency, suffixes, force = false }: DryRun,
): string {
  const { allNew, allKnown } = dryRunFacts(counted, concurrency, force);
  const { files, others, packed } = counted;
  const lines = [
    `${where}: ${count(files)} FITS ${files === 1 ? 'file' : 'files'}, ${bytes(counted.bytes)}`,
    ...skippedLines(counted.skipped, suffixes),
    ...(force
      ? [`each is read and written: ${takenText(allNew)}`]
      : [
          `if all are new to the lake:        ${takenText(allNew)}`,
          `if it knows all, and none changed: ${takenText(allKnown)}`,
        ]),
  ];
  if (packed > 0)
    lines.push(
      `${count(packed)} of them ${packed === 1 ? 'is' : 'are'} packed as a whole (.gz, .Z, .bz2, .zst), and read to the end: ` +
        `${bytes(counted.packedBytes)}, which takes longer`,
    );
  if (files + others === 0) lines.push('nothing begins so: is it the right prefix?');
  lines.push('nothing was read or changed');
  return `${lines.map(printable).join('\n')}\n`;
}

/** @param suffixes the stack's setting, which another value replaces */
function skippedLines(skipped: SuffixSum, suffixes: readonly string[]): string[] {
  if (skipped.files === 0) return [];
  const example = exampleOf(skipped) ?? '.SUFFIX';
  return [
    skippedText(skipped, 'object'),
    `  if some of them are FITS files, add their suffix to the setting suffixes and deploy again: suffixes=${[...suffixes, example].join(',')}`,
  ];
}

const takenText = ({ requests, dollars, minutes }: RunCost): string =>
  `${count(requests)} requests, ${dollars < 0.01 ? 'less than 0.01' : dollars.toFixed(2)} dollars, ` +
  (minutes < 1 ? 'less than a minute' : `at least ${count(Math.ceil(minutes))} minutes`);
