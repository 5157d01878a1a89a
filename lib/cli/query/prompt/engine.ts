import { answerOf } from '../../../engines/answer.ts';
import type { KeywordColumn } from '../../../sql/everyday.ts';
import { namedQueries } from '../../../sql/queries.ts';
import { VIEWS, type ViewName, viewColumns } from '../../../sql/view-columns.ts';
import { RunFailed, UsageError } from '../../errors.ts';
import { listing, namedList } from '../listing.ts';
import { savedList, savedNames, savedQuery } from '../saved.ts';
import { sqlFrom } from '../sql.ts';
import { writeAnswer } from '../write.ts';
import type { PromptChoice } from './answers.ts';
import type { PromptWords } from './complete.ts';

/** What a prompt asks: a local lake or a deployed stack. */
export interface PromptEngine {
  /** What it is, for the first line of the prompt. */
  readonly about: string;
  /** The keyword columns of its views. */
  readonly keywords: readonly KeywordColumn[];
  /** The tables of --with. */
  readonly tables: readonly string[];
  /** The lake's folder, which has saved queries; undefined for a stack. */
  readonly lake: string | undefined;
  /** Runs a query and writes the answer. */
  answer(sql: string, choice: PromptChoice): Promise<void>;
  /** The keywords of the headers, the most frequent first. */
  cardNames(): Promise<readonly string[]>;
  close(): void;
}

/** The text of `.views`. */
export const viewsText = ({ keywords, lake }: PromptEngine): Promise<string> =>
  listing(keywords, lake === undefined ? undefined : savedList(lake));

/** The text of `.named`. */
export function namedText({ lake }: PromptEngine): string {
  const saved = lake === undefined ? undefined : savedList(lake);
  return `${namedList()}\n${saved === undefined ? '' : `\n${saved}\n`}`.replaceAll(
    '(--named NAME)',
    '(.run NAME)',
  );
}

/** The SQL of `.run`. Throws {@link UsageError}. */
export const runSql = async (
  { lake }: PromptEngine,
  named: string,
  set: readonly string[],
): Promise<string> => (await sqlFrom({ named, set, lake })) ?? '';

/** Prints the columns of a view. Throws {@link UsageError} if there is no such view. */
export async function printColumns({ keywords }: PromptEngine, name: string): Promise<void> {
  const view = VIEWS.find((known) => known === name.toLowerCase());
  if (view === undefined) throw new UsageError(`there is no view ${name}; there are ${VIEWS.join(', ')}`);
  const rows = viewColumns(view, keywords).map((column) => [
    column.name,
    column.type.replace('(6)', ''),
    column.unit ?? '',
    column.about,
  ]);
  const columns = ['column', 'type', 'unit', 'about'].map((text) => ({ name: text, type: 'text' as const }));
  await writeAnswer(answerOf(columns, rows), { format: 'table', output: undefined });
}

/** What Tab completes. The keywords are looked up when they are needed first. */
export function wordsOf(engine: PromptEngine): PromptWords {
  const { keywords, tables, lake } = engine;
  const columnsOf = (view: ViewName): string[] => viewColumns(view, keywords).map(({ name }) => name);
  let cardNames: Promise<readonly string[]> | undefined;
  return {
    views: [
      ...VIEWS.map((name) => ({ name, columns: columnsOf(name) })),
      ...tables.map((name) => ({ name, columns: [] })),
    ],
    named: () =>
      [...namedQueries(), ...(lake === undefined ? [] : savedQueries(lake))].map(({ name, parameters }) => ({
        name,
        parameters: parameters.map((parameter) => parameter.name),
      })),
    keywords: () => {
      cardNames ??= engine.cardNames();
      return cardNames;
    },
  };
}

/** The saved queries that can be read. */
const savedQueries = (lake: string) =>
  readable(() => savedNames(lake)).flatMap((name) =>
    readable(() => [savedQuery(lake, name)]).filter((query) => query !== undefined),
  );

function readable<T>(read: () => T[]): T[] {
  try {
    return read();
  } catch (error) {
    if (error instanceof RunFailed) return [];
    throw error;
  }
}
