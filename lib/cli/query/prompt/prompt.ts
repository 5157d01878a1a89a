// The prompt of `query` on a terminal.

import { inOneLine, splitStatements } from '../../../sql/statements.ts';
import { fileProblem, messageOf } from '../../../stores/file-problem.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { printError } from '../../terminal/colour.ts';
import { Interrupted } from '../../terminal/interrupt.ts';
import { printable, printMessage, writeOut } from '../../terminal/output.ts';
import { BrokenPipe } from '../../terminal/stream.ts';
import { VERSION } from '../../version.ts';
import type { OutputChoice } from '../write.ts';
import { commandOf, isCommand } from './commands.ts';
import { type Completion, complete, type PromptWords } from './complete.ts';
import { type PromptEngine, wordsOf } from './engine.ts';
import { MOST_ENTRIES, openHistory } from './history.ts';
import { DROPPED, type PromptLines, promptLines } from './lines.ts';
import { session } from './session.ts';

/** Before a statement, and before its further lines. */
const [PROMPT, MORE] = ['fits> ', '  ... '];

/**
 * Asks for SQL and commands until the user leaves. What fails is told, and the prompt goes on.
 *
 * @param choice how answers are written until commands change it
 */
export async function runPrompt(engine: PromptEngine, choice: OutputChoice): Promise<ExitCode> {
  writeOut(
    `fits-datalake ${VERSION}, ${engine.about}\n.help lists the commands; SQL ends with a semicolon\n`,
  );
  const history = openHistory();
  if (history.problem !== undefined)
    printMessage(`the history is not saved: ${history.file}: ${fileProblem(history.problem)}`);
  const words = wordsOf(engine);
  let begun = '';
  const lines = promptLines({
    history: history.entries,
    historySize: MOST_ENTRIES,
    complete: (line) => safely(begun, line, words),
  });
  const { run, command } = session(engine, choice);
  /** Does a command; returns whether the prompt goes on. */
  const takeCommand = async (line: string): Promise<boolean> => {
    history.add(line.trim());
    let goesOn = true;
    await aside(lines, async () => {
      goesOn = await command(commandOf(line));
    });
    return goesOn;
  };
  /** Runs the statements that end in a line. */
  const takeSql = async (line: string): Promise<void> => {
    if (begun !== '' && line.trim() === '') printMessage('end the SQL with a semicolon');
    const text = begun + line;
    const { statements, rest } = splitStatements(`${text}\n`);
    for (const statement of statements) await aside(lines, () => run(statement));
    const entry = rest === '' ? inOneLine(text) : undefined;
    if (entry !== undefined) {
      if (begun !== '') lines.join(text.split('\n'), entry);
      history.add(entry);
    }
    begun = rest;
  };
  try {
    for (;;) {
      const line = await lines.next(begun === '' ? PROMPT : MORE);
      if (line === undefined) break;
      if (line === DROPPED) begun = '';
      else if (begun !== '' || !isCommand(line)) await takeSql(line);
      else if (!(await takeCommand(line))) return EXIT.done;
    }
    // the shell's prompt is on a line of its own
    writeOut('\n');
    return EXIT.done;
  } finally {
    lines.close();
    engine.close();
  }
}

/** Completes a line; nothing if that fails, because the next query says why. */
async function safely(begun: string, line: string, words: PromptWords): Promise<Completion> {
  try {
    const [found, typed] = await complete(begun, line, words);
    return [found.map(printable), typed];
  } catch {
    return [[], line];
  }
}

/** Does work that has the terminal to itself, and tells why it failed. */
const aside = (lines: PromptLines, work: () => Promise<void>): Promise<void> =>
  lines.aside(async () => {
    try {
      await work();
    } catch (error) {
      if (error instanceof Interrupted) printMessage('stopped');
      // the user has left the pager
      else if (!(error instanceof BrokenPipe)) printError(messageOf(error));
    }
  });
