import { button, byId, element } from './dom.ts';
import { thousands } from './numbers.ts';
import type { LakeState } from './wire.ts';

/** What one click shows. */
export interface ProblemActions {
  readonly onWithoutPosition: () => void;
  readonly onWithoutTime: () => void;
  readonly onFaulty: (sql: string) => void;
}

const FAULTY = `SELECT path, hdu, code, reason
FROM faults
ORDER BY path, hdu`;

/** Faults, and files without a position or a time: how many, and where they are. */
export function showProblems({ counts }: LakeState, actions: ProblemActions): void {
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
      line(counts.faulty, 'files with faults', () => actions.onFaulty(FAULTY)),
      line(counts.withoutPosition, 'rows without a position', actions.onWithoutPosition),
      line(counts.withoutTime, 'rows without a time', actions.onWithoutTime),
    ),
  );
}
