// The program of a process that answers questions, one after the other. It ends with the process that started it, and
// with any of its questions that takes too much.

import { endAll } from '../../stores/at-end.ts';
import { messageOf } from '../../stores/file-problem.ts';
import { type Answer, answerOf as oneAnswer } from '../answer.ts';
import { type Lake, openLake } from '../duckdb/open-lake.ts';
import { TableRefused } from '../duckdb/user-tables.ts';
import { QueryRefused } from '../query-refused.ts';
import { absenceOf } from './lake-gone.ts';
import { type News, type Order, type ProcessSettings, SETTINGS_VARIABLE } from './messages.ts';
import { portions } from './portions.ts';

/** Milliseconds that the lake stays open after a question. Others cannot write to the cache meanwhile. */
const KEPT_OPEN = 1000;
/** Milliseconds between two looks at the memory of this process. */
const LOOK_AGAIN = 200;

const settings = JSON.parse(process.env[SETTINGS_VARIABLE] ?? '{}') as ProcessSettings;

type Asked = Extract<Order, { kind: 'ask' }>;

const send = (news: News): void => {
  process.send?.(news);
};

let kept: Lake | undefined;
let closing: NodeJS.Timeout | undefined;

async function openedLake({ tables, parquetFile }: Asked): Promise<Lake> {
  clearTimeout(closing);
  const { lake, keywords, limits } = settings;
  if (parquetFile !== undefined) return openLake(lake, { asIs: true, keywords, limits, tables, parquetFile });
  if (tables.length > 0) return openLake(lake, { asIs: true, keywords, limits, tables });
  kept ??= await openLake(lake, { asIs: true, keywords, limits });
  return kept;
}

function leaveLake(lake: Lake): void {
  if (lake !== kept) {
    lake.close();
    return;
  }
  closing = setTimeout(() => {
    kept?.close();
    kept = undefined;
  }, KEPT_OPEN);
}

/** The question that is being answered. */
let current: { readonly stop: AbortController; more(): void } | undefined;

async function answer(asked: Asked): Promise<void> {
  const stop = new AbortController();
  let [allowed, wake]: [number, () => void] = [0, () => {}];
  current = {
    stop,
    more: () => {
      allowed++;
      wake();
    },
  };
  stop.signal.addEventListener('abort', () => wake());
  /** Waits until one more piece may be sent. */
  const permission = async (): Promise<void> => {
    while (allowed === 0 && !stop.signal.aborted) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    stop.signal.throwIfAborted();
    allowed--;
  };
  let lake: Lake | undefined;
  let last: News = { kind: 'end' };
  try {
    lake = await openedLake(asked);
    const { columns, pieces } = await answerOf(lake, asked, stop.signal);
    send({ kind: 'columns', columns });
    for await (const piece of pieces) {
      for (const rows of portions(piece)) {
        await permission();
        send({ kind: 'piece', rows });
      }
    }
  } catch (error) {
    last = stop.signal.aborted ? { kind: 'stopped' } : failureOf(error);
  } finally {
    current = undefined;
    if (lake !== undefined) leaveLake(lake);
  }
  send(last);
}

async function answerOf(lake: Lake, { sql, parquetFile }: Asked, signal: AbortSignal): Promise<Answer> {
  if (parquetFile === undefined) return lake.ask(sql, { signal });
  const rows = await lake.saveParquet(sql);
  return oneAnswer([{ name: 'rows', type: 'integer' }], [[rows]]);
}

function failureOf(error: unknown): News {
  if (error instanceof QueryRefused && !isOfMachine(error))
    return { kind: 'refused', reason: error.reason, hint: error.hint };
  const state = absenceOf(error);
  if (state !== undefined) return { kind: 'no-lake', state };
  const message = messageOf(error);
  return error instanceof TableRefused
    ? { kind: 'refused', reason: { kind: 'engine', sentence: message }, hint: undefined }
    : { kind: 'failed', message };
}

/** Whether DuckDB refuses because of a file that the query does not name. Its sentence may have a path of this machine. */
const isOfMachine = ({ reason, cause }: QueryRefused): boolean =>
  reason.kind === 'engine' && /^(?:Error: )?(?:IO|INTERNAL|FATAL) Error/i.test(messageOf(cause));

process.on('message', (order: Order) => {
  if (order.kind === 'ask') void answer(order);
  else if (order.kind === 'more') current?.more();
  else current?.stop.abort();
});
// a terminal sends Ctrl-C to this process too; the one that started it ends it
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('disconnect', () => process.exit());
process.on('exit', endAll);

setInterval(() => {
  const bytes = process.memoryUsage.rss();
  if (bytes <= settings.processMemory) return;
  process.send?.({ kind: 'memory', bytes: settings.processMemory } satisfies News, () => process.exit(1));
}, LOOK_AGAIN).unref();
