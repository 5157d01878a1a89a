import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { program } from '../../../lib/cli/main.ts';
import { FORMAT_NAMES } from '../../../lib/cli/query/write.ts';
import { namedQueries } from '../../../lib/sql/queries.ts';
import { runMain } from '../../helpers/run-main.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
const installed = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;

/** A folder with a file, a folder and the three scripts, which the shells start in. */
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fits-datalake-completion-'));
  mkdirSync(join(folder, 'night1'));
  writeFileSync(join(folder, 'night2.fits'), '');
  for (const shell of SHELLS) {
    const { stdout, status } = await runMain(['completion', shell]);
    expect(status).toBe(0);
    writeFileSync(join(folder, `script.${shell}`), stdout);
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

const shellRun = (shell: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string => {
  const { stdout, stderr } = spawnSync(shell, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    // a shell that waits for what never comes would stop all tests
    timeout: 120_000,
  });
  expect(stderr).toBe('');
  return stdout;
};

const BASH = `
source ./script.bash
compopt() { options="$options$*;"; }
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) options=
_fits_datalake fits-datalake
printf '%s\\n' "\${COMPREPLY[@]}" "$options"
`;

/** The words that bash offers for the last one, and the options of the completion. readline splits words at =. */
function offeredByBash(...words: readonly string[]): { words: string[]; options: string } {
  const lines = shellRun('bash', ['--norc', '-c', BASH, 'bash', 'fits-datalake', ...words]).split('\n');
  const [options = ''] = lines.splice(-2);
  return { words: lines.filter((line) => line !== ''), options };
}

const ONLY_WORDS = '+o bashdefault +o default;';

describe.runIf(installed('bash'))('the script for bash', () => {
  it('offers all verbs', async () => {
    const verbs = (await program()).commands.map((verb) => verb.name());
    const { words, options } = offeredByBash('');
    expect(words).toEqual([...verbs, 'help', '--version', '-h', '--help']);
    expect(options).toBe(ONLY_WORDS);
  });
  it.each([
    [['he'], ['header', 'help']],
    [['nothing'], []],
    [['help', 'ver'], ['verify']],
    [['completion', ''], [...SHELLS]],
    [['query', '--no'], ['--no-header']],
    [['query', 'SELECT 1', '--form'], ['--format']],
    [['query', '--format', ''], [...FORMAT_NAMES]],
    [['query', '--format', '='], [...FORMAT_NAMES]],
    [['query', '--format', '=', 'nd'], ['ndjson']],
    [['query', '--format=nd'], ['--format=ndjson']],
    [['query', '--named', ''], namedQueries().map(({ name }) => name)],
    [['cone', 'M31', '1', '--type', 'b'], ['bias']],
    [['config', '--unset', 'k'], ['keywords']],
    [['query', '--set', ''], []],
    [['query', 'SEL'], []],
  ])('offers the words for %j, and no files', (typed, offered) => {
    expect(offeredByBash(...typed)).toEqual({ words: offered, options: ONLY_WORDS });
  });
  it.each([[['header', '']], [['query', '-o', 'n']], [['ingest', '--rules', '=', '']], [['diff', 'a', 'b']]])(
    'leaves files to readline: %j',
    (typed) => {
      expect(offeredByBash(...typed)).toEqual({ words: [], options: '' });
    },
  );
  it('completes folders', () => {
    expect(offeredByBash('status', '--lake', 'n').options).toContain('-o dirnames');
  });
});

/** Types a line and a Tab into a zsh on a pseudo-terminal; ^X^E then prints the line that completion has made. */
const ZSH_START = `
PS1=
autoload -U compinit; compinit -u -d ./zdump
source ./script.zsh
setopt noautomenu nobeep
LISTMAX=10000 COLUMNS=200
show-line() { print -r -- "@@$BUFFER@@"; exit }
zle -N show-line; bindkey '^X^E' show-line
`;
const ZSH = `
zmodload zsh/zpty
print -r -- $2 > start.zsh
zpty z 'zsh -f -i'
zpty -n -w z $'source ./start.zsh; print REA\\'\\'DY\\n'
zpty -r -m z all '*READY*'
zpty -n -w z "$1"$'\\t'$'\\x18\\x05'
zpty -r -m z line '*@@*@@*'
print -r -- "$line"
`;
const typedIntoZsh = (line: string): string =>
  shellRun('zsh', ['-f', '-c', ZSH, 'zsh', line, ZSH_START], { TERM: 'dumb' });

describe.runIf(installed('zsh'))('the script for zsh', () => {
  it.each([
    ['fits-datalake que', '@@fits-datalake query @@'],
    ['fits-datalake query --form', '@@fits-datalake query --format=@@'],
    ['fits-datalake query --format=nd', '@@fits-datalake query --format=ndjson @@'],
    ['fits-datalake query --named long', '@@fits-datalake query --named long-exposures @@'],
    ['fits-datalake header night2', '@@fits-datalake header night2.fits @@'],
    ['fits-datalake status --lake n', '@@fits-datalake status --lake night1/@@'],
    ['fits-datalake completion z', '@@fits-datalake completion zsh @@'],
    ['fits-datalake help ver', '@@fits-datalake help verify @@'],
  ])('completes %s', (typed, completed) => {
    expect(typedIntoZsh(typed)).toContain(completed);
  });
  it('describes verbs and options', () => {
    expect(typedIntoZsh('fits-datalake c')).toMatch(/cone +-- List the observations/);
    expect(typedIntoZsh('fits-datalake ingest --s')).toMatch(/--suffix +-- also read files with this suffix/);
  });
});

/** What fish offers at the end of a line: words, each with its description after a tab. */
const offeredByFish = (line: string): string[] =>
  shellRun('fish', ['--no-config', '-c', 'source ./script.fish; complete -C $argv[1]', line], {
    HOME: folder,
  })
    .split('\n')
    .filter((text) => text !== '');

describe.runIf(installed('fish'))('the script for fish', () => {
  it('offers all verbs with their descriptions', async () => {
    const offered = offeredByFish('fits-datalake ').map((line) => line.split('\t')[0]);
    const verbs = (await program()).commands.map((verb) => verb.name());
    expect(offered.sort()).toEqual([...verbs, 'help'].sort());
    expect(offeredByFish('fits-datalake que')).toEqual(['query\tQuery the lake with SQL']);
  });
  it.each([
    ['query --format=nd', ['--format=ndjson']],
    ['query --format nd', ['ndjson']],
    ['query --no', ['--no-header']],
    ['header night2', ['night2.fits']],
    ['status --lake n', ['night1/']],
    ['completion f', ['fish']],
    ['help ver', ['verify']],
    ['query n', []],
  ])('completes %s', (typed, words) => {
    expect(offeredByFish(`fits-datalake ${typed}`).map((line) => line.split('\t')[0])).toEqual(words);
  });
});
