// What the prompt does with a command or a statement.

import { printMessage, writeOut } from '../../terminal/output.ts';
import { printPaged } from '../../terminal/pager.ts';
import { counted } from '../../terminal/words.ts';
import { outputOf } from '../output.ts';
import type { OutputChoice } from '../write.ts';
import { COMMANDS, type PromptCommand } from './commands.ts';
import { namedText, type PromptEngine, printColumns, runSql, viewsText } from './engine.ts';

/** A prompt that is open, with what its commands have set. */
export interface Session {
  /** Runs a statement and writes its answer. */
  run(sql: string): Promise<void>;
  /** Does a command; returns whether the prompt goes on. */
  command(command: PromptCommand): Promise<boolean>;
}

/** Begins a session, in which answers are written as `choice` says until commands say otherwise. */
export function session(engine: PromptEngine, choice: OutputChoice): Session {
  let { format } = choice;
  /** How the next answer is written, if it is an exception. */
  let next: OutputChoice | undefined = choice.output === undefined ? undefined : choice;
  let most: number | undefined;
  const run = async (sql: string): Promise<void> => {
    const how = next ?? { ...choice, format, output: undefined };
    next = undefined;
    let hasMore = false;
    await engine.answer(sql, {
      ...how,
      most,
      onMore: () => {
        hasMore = true;
      },
    });
    if (hasMore) printMessage(`only the first ${counted(most ?? 0, 'row')} are shown; .limit off shows all`);
    if (how.output !== undefined) writeOut(`written to ${how.output}\n`);
  };
  return {
    run,
    command: async (command) => {
      switch (command.kind) {
        case 'help':
          writeOut(helpText());
          break;
        case 'views':
          await printText(await viewsText(engine));
          break;
        case 'named':
          await printText(namedText(engine));
          break;
        case 'columns':
          await printColumns(engine, command.view);
          break;
        case 'run':
          await run(await runSql(engine, command.name, command.set));
          break;
        case 'format':
          // the screen cannot show every format
          if (command.format !== undefined) ({ format } = outputOf({ format: command.format }));
          writeOut(`format: ${format}\n`);
          break;
        case 'output':
          next = command.file === undefined ? undefined : outputOf({ output: command.file });
          break;
        case 'limit':
          most = command.rows;
          break;
        case 'quit':
          return false;
      }
      return true;
    },
  };
}

const printText = (text: string): Promise<void> => printPaged(() => [text]);

/** The commands, one per line. */
export function helpText(): string {
  const longest = Math.max(...COMMANDS.map(({ usage }) => usage.length));
  const lines = COMMANDS.map(({ usage, about }) => `  ${usage.padEnd(longest)}  ${about}`);
  return `SQL ends with a semicolon and can span several lines. Write each command on its own line:
${lines.join('\n')}
Tab completes views, columns, named queries and SQL keywords and, after card_name = ', the keywords in the lake.
Ctrl-C stops a query or drops what was typed. Up and Down go through the history.
`;
}
