// The wording of crawl.

import type { CrawlResult } from './crawl-result.ts';

/** The messages while a crawl is started or stopped. `state` is the result in JSON. */
export const ACTION_TEXT = {
  start: {
    state: 'RUNNING',
    started: 'the crawl has started',
    joined: 'the crawler is already running',
    continues: 'the crawl continues',
  },
  stop: {
    state: 'STOPPING',
    started: 'the crawler is stopping',
    joined: 'the crawler is already stopping',
    continues: 'the crawler is still stopping',
  },
} as const;

/** The result of --stop if there is nothing to stop. */
export const NOT_RUNNING = { facts: { result: 'NOT_RUNNING' }, text: 'the crawler is not running' } as const;

/** A sentence about a crawl: `the crawl succeeded in 72 s: 2 partitions added, 1 table updated; 0.2 DPU hours`. */
export function crawlText({ result, error, log, seconds, changes, dpuHours }: CrawlResult): string {
  const changeTexts = Object.entries(changes).map(([change, count]) => changeText(change, count));
  const details = [
    ...(changeTexts.length > 0
      ? [changeTexts.join(', ')]
      : result === 'SUCCEEDED'
        ? ['nothing changed']
        : []),
    ...(dpuHours === undefined ? [] : [`${Number(dpuHours.toFixed(2))} DPU hours`]),
  ];
  const time = seconds === undefined ? '' : ` in ${Math.round(seconds)} s`;
  const reason = error === undefined ? '' : `: ${error}${log === undefined ? '' : ` (log: ${log})`}`;
  const end = RESULTS[result] ?? result.toLowerCase();
  return `the crawl ${end}${time}${reason}${details.length > 0 ? `: ${details.join('; ')}` : ''}`;
}

/** Results whose lower-case names do not fit into a sentence. */
const RESULTS: Readonly<Record<string, string>> = {
  CANCELLED: 'was stopped',
  UNKNOWN: 'has ended; Glue does not report the result',
};

const ACTIONS: Readonly<Record<string, string>> = { ADD: 'added', UPDATE: 'updated', DELETE: 'deleted' };

/** @param change a type and an action, such as `PARTITION ADD` */
function changeText(change: string, count: number): string {
  const [type = '', action = ''] = change.split(' ');
  return `${count} ${type.toLowerCase()}${count === 1 ? '' : 's'} ${ACTIONS[action] ?? action.toLowerCase()}`;
}
