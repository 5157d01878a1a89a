import { button, byId, element } from './dom.ts';
import { counted, thousands } from './numbers.ts';
import { EVERYTHING, type Selection } from './state/selection.ts';
import type { LakeNow } from './wire.ts';

/** What one click shows. */
export interface ProblemActions {
  readonly onSelection: (selection: Selection) => void;
  readonly onSql: (sql: string) => void;
}

const FAULTY = `SELECT path, hdu, code, reason
FROM faults
ORDER BY path, hdu`;

const NOT_OBSERVATIONS = `SELECT path, hdu_count, size
FROM files
WHERE path NOT IN (SELECT path FROM obscore)
ORDER BY path`;

/** Faults, and files without a position or a time: how many, and where they are. */
export function showProblems({ counts }: LakeNow, actions: ProblemActions): void {
  const line = (number: number, text: string, onClick: () => void): HTMLElement =>
    element(
      'li',
      {},
      button(`${thousands(number)} ${text}`, onClick, { class: 'link', disabled: number === 0 }),
    );
  // many files have no position for good reasons
  const { faultyFiles } = counts;
  byId('tab-problems').textContent =
    faultyFiles === 0 ? 'Problems' : `Problems (${counted(faultyFiles, 'faulty file')})`;
  byId('problems').replaceChildren(
    element(
      'ul',
      {},
      line(counts.faultyFiles, 'files with faults', () => actions.onSql(FAULTY)),
      line(counts.withoutPosition, 'files without a position', () =>
        actions.onSelection({ ...EVERYTHING, sky: 'none' }),
      ),
      line(counts.withoutTime, 'files without a time', () =>
        actions.onSelection({ ...EVERYTHING, time: 'none' }),
      ),
      line(counts.notObservations, 'files that are not observations', () => actions.onSql(NOT_OBSERVATIONS)),
    ),
  );
}
