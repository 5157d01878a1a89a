// status: how many lake objects are out of date, and what to do about it.

import type { Outdated } from '../../lake/outdated.ts';
import { counted } from '../terminal/words.ts';

/** One line for each kind of lake object that is out of date. */
export function outdatedLines({ earlier, otherRules, misplaced }: Outdated): string[] {
  const lines: string[] = [];
  if (earlier > 0)
    lines.push(
      `${counted(earlier, 'lake object')} of an earlier release, which the views obscore and obscore_hdus lack; ${REMEDY}`,
    );
  if (otherRules > 0) lines.push(`${counted(otherRules, 'lake object')} derived with other rules; ${REMEDY}`);
  if (misplaced > 0)
    lines.push(
      `${counted(misplaced, 'misplaced lake object')}; the next ingest moves ${misplaced === 1 ? 'it' : 'them'}`,
    );
  return lines;
}

const REMEDY = 'ingest their folders or buckets again (unchanged files are not opened)';
