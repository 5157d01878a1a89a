import { button, byId, element } from './dom.ts';
import { thousands } from './numbers.ts';
import type { LakeNow } from './wire.ts';

/** What one click shows. */
export interface ProblemActions {
  readonly onWithoutPosition: () => void;
  readonly onWithoutTime: () => void;
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
  byId('problems').replaceChildren(
    element(
      'ul',
      {},
      line(counts.faultyFiles, 'files with faults', () => actions.onSql(FAULTY)),
      line(counts.withoutPosition, 'files without a position', actions.onWithoutPosition),
      line(counts.withoutTime, 'files without a time', actions.onWithoutTime),
      line(counts.notObservations, 'files that are not observations', () => actions.onSql(NOT_OBSERVATIONS)),
    ),
  );
}
