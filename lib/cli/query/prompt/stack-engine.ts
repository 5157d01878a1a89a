// A prompt on a deployed stack. It loads the AWS SDK, which takes time: import it only when it is needed.

import { type QueryClients, withStack, writeAnswerOf } from '../stack.ts';
import { shownRows } from './answers.ts';
import type { PromptEngine } from './engine.ts';

/** A deployed stack, for a prompt. */
export const stackEngine = (stack: string, clients: QueryClients): PromptEngine => ({
  about: `the stack ${stack}; each query is billed by the bytes that it scans`,
  keywords: [],
  tables: [],
  lake: undefined,
  answer: async (sql, choice) => {
    await withStack({ ...choice, stack }, clients, (ask) =>
      writeAnswerOf(async (text) => shownRows(await ask(text), choice), { ...choice, stack, sql }),
    );
  },
  // a query for them would be billed
  cardNames: async () => [],
  close: () => {},
});
