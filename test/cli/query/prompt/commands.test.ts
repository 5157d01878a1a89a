import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../../lib/cli/errors.ts';
import {
  COMMAND_NAMES,
  COMMANDS,
  commandOf,
  isCommand,
  type PromptCommand,
} from '../../../../lib/cli/query/prompt/commands.ts';

describe('a command of the prompt', () => {
  it.each<[string, PromptCommand]>([
    ['.help', { kind: 'help' }],
    [' .HELP ', { kind: 'help' }],
    ['help;', { kind: 'help' }],
    ['.views', { kind: 'views' }],
    ['.named', { kind: 'named' }],
    ['.quit', { kind: 'quit' }],
    ['.exit', { kind: 'quit' }],
    ['exit', { kind: 'quit' }],
    ['quit ;', { kind: 'quit' }],
    ['.columns files', { kind: 'columns', view: 'files' }],
    ['.run summary', { kind: 'run', name: 'summary', set: [] }],
    ['.run deep target=M31 least=2', { kind: 'run', name: 'deep', set: ['target=M31', 'least=2'] }],
    [".run deep 'target=NGC 1365'", { kind: 'run', name: 'deep', set: ['target=NGC 1365'] }],
    ['.run deep target="it\'s" x=\'"\'', { kind: 'run', name: 'deep', set: ["target=it's", 'x="'] }],
    ['.format CSV', { kind: 'format', format: 'csv' }],
    ['.format', { kind: 'format', format: undefined }],
    ['.output a.csv', { kind: 'output', file: 'a.csv' }],
    [".output 'a b.csv'", { kind: 'output', file: 'a b.csv' }],
    ['.output', { kind: 'output', file: undefined }],
    ['.limit 20', { kind: 'limit', rows: 20 }],
    ['.limit off', { kind: 'limit', rows: undefined }],
    ['.limit', { kind: 'limit', rows: undefined }],
  ])('%j', (line, command) => {
    expect(isCommand(line)).toBe(true);
    expect(commandOf(line)).toEqual(command);
  });

  it.each([
    '.hlep',
    '.',
    '.columns',
    '.columns a b',
    '.run',
    '.format xml',
    '.limit 0',
    '.limit x',
    '.quit now',
  ])('%j is refused', (line) => {
    expect(isCommand(line)).toBe(true);
    expect(() => commandOf(line)).toThrow(UsageError);
  });

  it('is suggested if it is mistyped', () => {
    expect(() => commandOf('.hlep')).toThrow(/did you mean \.help\?/);
  });

  it.each(['SELECT 1', 'quit me', '', '5 + .5', 'helper'])('%j is not one', (line) => {
    expect(isCommand(line)).toBe(false);
  });

  it.each(COMMAND_NAMES)('%s is known', (name) => {
    const values = /VIEW|NAME/.test(COMMANDS.find(({ usage }) => usage.startsWith(name))?.usage ?? '')
      ? ' files'
      : '';
    expect(commandOf(name + values).kind).toBe(name.slice(1));
  });
});
