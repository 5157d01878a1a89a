import type { Screen } from '../../formats/format.ts';

/** What is known of where an answer is shown: lines are cut to fit on a terminal only. */
export const screenOf = (out: NodeJS.WriteStream): Screen => (out.isTTY ? { width: out.columns || 80 } : {});
