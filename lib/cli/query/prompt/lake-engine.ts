import { rowsOf } from '../../../engines/answer.ts';
import type { Lake } from '../../../engines/duckdb/open-lake.ts';
import { interruptible } from '../../terminal/interrupt.ts';
import { printable, printMessage } from '../../terminal/output.ts';
import { counted } from '../../terminal/words.ts';
import {
  type OpenRequest,
  openRequested,
  printDamaged,
  queryFailure,
  runQuery,
  writeAnswerOf,
} from '../run.ts';
import { shownRows } from './answers.ts';
import type { PromptEngine } from './engine.ts';
import { keptOpen } from './kept-open.ts';

/** More keywords than anybody completes. */
const CARD_NAMES = `SELECT card_name FROM headers WHERE card_name IS NOT NULL
GROUP BY card_name ORDER BY count(*) DESC, card_name LIMIT 20000`;

/** A local lake, for a prompt. It is opened now, and again when a query comes after a while. Throws {@link RunFailed}. */
export async function lakeEngine(request: OpenRequest): Promise<PromptEngine> {
  let objects: number | undefined;
  let damage = '';
  const lake = keptOpen(async () => {
    const opened = await openRequested(request);
    if (objects !== undefined && objects !== opened.objects)
      printMessage(`the lake has changed: ${counted(opened.objects, 'lake object')} (before: ${objects})`);
    objects = opened.objects;
    const found = JSON.stringify(opened.damaged);
    if (found !== damage) printDamaged(opened);
    damage = found;
    return opened;
  });
  const use = async <T>(work: (opened: Lake) => Promise<T>): Promise<T> => {
    try {
      return await lake.use(work);
    } catch (error) {
      throw queryFailure(error);
    }
  };
  await use(async () => {});
  return {
    about: `${counted(objects ?? 0, 'lake object')} in ${printable(request.lake)}`,
    keywords: request.keywords,
    tables: request.tables.map(({ name }) => name),
    lake: request.lake,
    answer: async (sql, choice) => {
      if (choice.format === 'parquet') {
        // a lake can only write the file that it was opened with
        lake.close();
        await runQuery({ ...request, ...choice, sql });
      } else {
        await interruptible((signal) =>
          use((opened) =>
            writeAnswerOf(
              { ...opened, ask: async (text) => shownRows(await opened.ask(text, { signal }), choice) },
              { ...request, ...choice, sql },
            ),
          ),
        );
      }
    },
    cardNames: () =>
      use(async ({ ask }) => (await rowsOf(await ask(CARD_NAMES))).map(([name]) => printable(String(name)))),
    close: lake.close,
  };
}
