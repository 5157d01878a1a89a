import type { Crawl } from './crawl.ts';

/** A crawl for people: `the crawl succeeded in 72 s: 2 partitions added, 1 table updated; 0.2 DPU hours`. */
export function crawlText({ result, error, log, seconds, changes, dpuHours }: Crawl): string {
  const told = Object.entries(changes).map(([change, count]) => changeText(change, count));
  const after = [
    ...(told.length > 0 ? [told.join(', ')] : result === 'SUCCEEDED' ? ['nothing changed'] : []),
    ...(dpuHours === undefined ? [] : [`${Number(dpuHours.toFixed(2))} DPU hours`]),
  ];
  const took = seconds === undefined ? '' : ` in ${Math.round(seconds)} s`;
  const why = error === undefined ? '' : `: ${error}${log === undefined ? '' : ` (its log: ${log})`}`;
  const what = WORDS[result] ?? result.toLowerCase();
  return `the crawl ${what}${took}${why}${after.length > 0 ? `: ${after.join('; ')}` : ''}`;
}

/** Results whose lower-case name is not a good word. */
const WORDS: Readonly<Record<string, string>> = {
  CANCELLED: 'was stopped',
  UNKNOWN: 'has ended; Glue does not report the result',
};

const VERBS: Readonly<Record<string, string>> = { ADD: 'added', UPDATE: 'updated', DELETE: 'deleted' };

function changeText(change: string, count: number): string {
  const [what = '', verb = ''] = change.split(' ');
  return `${count} ${what.toLowerCase()}${count === 1 ? '' : 's'} ${VERBS[verb] ?? verb.toLowerCase()}`;
}
