import { afterEach, describe, expect, it, vi } from 'vitest';
import { hasColours, printError, writeColoured } from '../../../lib/cli/terminal/colour.ts';
import { processStreams, useStreams } from '../../../lib/cli/terminal/output.ts';
import { captured } from '../../helpers/run-main.ts';

afterEach(() => useStreams(processStreams));

describe('colours', () => {
  it.each([
    [true, { TERM: 'xterm' }, true],
    [true, {}, true],
    [true, { TERM: 'dumb' }, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '', TERM: 'xterm' }, true],
    [true, { FORCE_COLOR: '0' }, false],
    [true, { FORCE_COLOR: '1', TERM: 'dumb' }, true],
    [false, {}, false],
    [false, { FORCE_COLOR: '1' }, true],
    [false, { FORCE_COLOR: '', TERM: 'xterm' }, false],
    [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ])('terminal: %s, environment: %j: %s', (isTTY, env, expected) => {
    expect(hasColours({ isTTY }, env)).toBe(expected);
  });

  it('are around text, whose own control characters are removed', () => {
    for (const name of ['NO_COLOR', 'FORCE_COLOR']) vi.stubEnv(name, '');
    vi.stubEnv('TERM', 'xterm');
    const { streams, printed } = captured('', 80);
    useStreams(streams);
    writeColoured('plain ', ['\u001b[31mred', 'red'], '\n');
    printError('a\u001b[5m\nb');
    expect(printed().stdout).toBe('plain \u001b[31m\ufffd[31mred\u001b[39m\n');
    expect(printed().stderr).toBe('\u001b[31mfits-datalake:\u001b[39m a\ufffd[5m\ufffdb\n');
  });
});
