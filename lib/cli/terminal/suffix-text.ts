// Suffixes in words, and the text about files that were skipped because of theirs.

import { NO_SUFFIX, type SuffixSum } from '../../lake/suffix-tally.ts';
import { SUFFIXES } from '../../lake/suffixes.ts';
import { count } from './words.ts';

/** At most this many suffixes are listed; the rest are counted together. */
const MOST_LISTED = 8;

/** The number of files with each suffix: `20 .arf, 12 .pha, and 31 other suffixes` */
export function suffixText({ suffixes }: SuffixSum): string {
  const entries = Object.entries(suffixes);
  // one more suffix takes no more room than `and 1 other suffix` would
  const listed = entries.length === MOST_LISTED + 1 ? entries : entries.slice(0, MOST_LISTED);
  const rest = entries.length - listed.length;
  const text = listed
    .map(([suffix, files]) => `${count(files)} ${suffix === NO_SUFFIX ? `with ${suffix}` : suffix}`)
    .join(', ');
  return rest > 0 ? `${text}, and ${count(rest)} other suffixes` : text;
}

/** `50 files skipped because of their suffix: 20 .arf, 12 .pha` */
export function skippedText(skipped: SuffixSum, noun: string): string {
  const { files } = skipped;
  const what =
    files === 1
      ? `1 ${noun} skipped because of its suffix`
      : `${count(files)} ${noun}s skipped because of their suffix`;
  return `${what}: ${suffixText(skipped)}`;
}

/** Suffixes of files that are certainly not FITS. */
const NEVER_FITS = /^\.(?:md|txt|log|csv|json|xml|html?|pdf|ps|png|jpe?g|gif|py|ipynb|sh|[ch]|tar|zip)$/i;

/** The most frequent suffix that may belong to FITS files, as an example. */
export const exampleOf = ({ suffixes }: SuffixSum): string | undefined =>
  Object.keys(suffixes).find((suffix) => suffix.startsWith('.') && !NEVER_FITS.test(suffix));

/** The suffixes in words. The default ones are many, since each may be compressed. */
export function suffixWords(suffixes: readonly string[]): string {
  const others = suffixes.filter((suffix) => !SUFFIXES.includes(suffix));
  if (suffixes.length - others.length < SUFFIXES.length) return suffixes.join(' ');
  const plain = SUFFIXES.filter((suffix) => suffix.lastIndexOf('.') === 0).join(' ');
  return [`${plain}, plain or compressed`, ...others].join(', ');
}
