import { Argument, Command } from 'commander';
import { EXIT, type OnExit } from '../errors.ts';
import { writeOut } from '../terminal/output.ts';
import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import { type ProgramWords, wordsOf } from './words.ts';
import { zshScript } from './zsh.ts';

const SCRIPTS: Readonly<Record<string, (words: ProgramWords) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/**
 * `completion SHELL`: prints a script with which a shell completes command lines.
 *
 * @param program loads the whole command line
 */
export function completionCommand(onExit: OnExit, program: () => Promise<Command>): Command {
  return new Command('completion')
    .description('Print a script with which your shell completes verbs, options and their values.')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SCRIPTS)))
    .addHelpText('after', EXAMPLES)
    .action(async (shell: string) => {
      writeOut(SCRIPTS[shell]!(wordsOf(await program())));
      onExit(EXIT.done);
    });
}

const EXAMPLES = `
Examples:
  bash  add to ~/.bashrc:                eval "$(fits-datalake completion bash)"
  zsh   add to ~/.zshrc after compinit:  source <(fits-datalake completion zsh)
  fish  run once:                        fits-datalake completion fish > ~/.config/fish/completions/fits-datalake.fish

For bash and zsh the script can be a file too, which opens a shell sooner; run this again after an upgrade:
  fits-datalake completion bash > ~/.local/share/bash-completion/completions/fits-datalake
  fits-datalake completion zsh > ~/.zfunc/_fits-datalake     with ~/.zfunc in $fpath`;
