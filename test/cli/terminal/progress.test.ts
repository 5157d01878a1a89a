import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  activity,
  progress,
  progressLine,
  readingFile,
  showActivity,
  waiting,
} from '../../../lib/cli/terminal/progress.ts';
import { beforePrinting, holdStatusLines, statusLine } from '../../../lib/cli/terminal/status-line.ts';

/** What precedes each drawing: back to the beginning of the line, and erase it. */
const ERASE = '\r\u001b[K';

/** A terminal, and what was written to it. */
function fakeTerminal(isTTY = true) {
  const written: string[] = [];
  return { written, terminal: { isTTY, write: (text: string) => written.push(text) } };
}

/** Each test is an hour later than the one before. */
let start = Date.now();

beforeEach(() => {
  start += 3_600_000;
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'], now: start });
  vi.stubEnv('TERM', 'xterm');
});
afterEach(() => void vi.useRealTimers());
const pass = (milliseconds: number): void => void vi.setSystemTime(Date.now() + milliseconds);

describe('progress', () => {
  it('is redrawn at most five times a second', () => {
    const { written, terminal } = fakeTerminal();
    const { step } = progress('files', terminal);
    for (let done = 1; done <= 100; done++) {
      pass(10);
      step(done, 1000);
    }
    expect(written).toHaveLength(5);
    expect(written[0]).toBe(`${ERASE}20 of 1,000 files, 2%, 100 per second, 10 s left`);
    expect(written[4]).toBe(`${ERASE}100 of 1,000 files, 10%, 100 per second, 9 s left`);
  });

  it('is erased once at the end, and not at all if it was not drawn', () => {
    const { written, terminal } = fakeTerminal();
    const { step, clear } = progress('files', terminal);
    clear();
    step(1, 2);
    expect(written).toEqual([]);
    pass(200);
    step(2, undefined);
    clear();
    clear();
    expect(written).toEqual([`${ERASE}2 files, 10 per second`, ERASE]);
  });

  it.each([
    [0, 400, 0, '0 of 400 files, 0%, 0 per second, ? left'],
    [0, 0, 1, '0 of 0 files, 100%, 0 per second, ? left'],
    [1200, 4000, 4, '1,200 of 4,000 files, 30%, 300 per second, 10 s left'],
    [10, 10_000, 10, '10 of 10,000 files, 0%, 1 per second, 2 h 47 min left'],
    [1200, undefined, 4, '1,200 files, 300 per second'],
  ])('after %d of %s files in %d s is "%s"', (done, total, seconds, line) => {
    expect(progressLine('files', done, total, seconds)).toBe(line);
  });
});

describe('waiting', () => {
  it('shows the seconds since the wait began, and is erased at the end', () => {
    const { written, terminal } = fakeTerminal();
    const { show, clear } = waiting(terminal);
    show('crawler: running');
    pass(5000);
    show('crawler: stopping');
    clear();
    clear();
    expect(written).toEqual([`${ERASE}crawler: running, 0 s`, `${ERASE}crawler: stopping, 5 s`, ERASE]);
  });

  it('counts the seconds until it is erased', () => {
    const { written, terminal } = fakeTerminal();
    const { show, clear } = waiting(terminal);
    show('crawler: running');
    vi.advanceTimersByTime(2000);
    clear();
    vi.advanceTimersByTime(2000);
    const texts = [0, 1, 2].map((seconds) => `${ERASE}crawler: running, ${seconds} s`);
    expect(written).toEqual([...texts, ERASE]);
  });

  it('draws no control characters of the text', () => {
    const { written, terminal } = fakeTerminal();
    waiting(terminal).show('state \u001b[31m\u009b\u202e');
    expect(written).toEqual([`${ERASE}state \ufffd[31m\ufffd\ufffd, 0 s`]);
  });
});

describe('an activity', () => {
  it('appears after a second without output, counts the seconds, and is erased at the end', () => {
    const { written, terminal } = fakeTerminal();
    const end = showActivity(activity('querying'), terminal);
    vi.advanceTimersByTime(900);
    expect(written).toEqual([]);
    vi.advanceTimersByTime(200);
    expect(written).toEqual([`${ERASE}querying, 1 s`]);
    vi.advanceTimersByTime(1000);
    expect(written.at(-1)).toBe(`${ERASE}querying, 2 s`);
    end();
    expect(written.at(-1)).toBe(ERASE);
    const before = written.length;
    vi.advanceTimersByTime(5000);
    expect(written).toHaveLength(before);
  });

  it('leaves the terminal to output, and comes back after a second without any', () => {
    const { written, terminal } = fakeTerminal();
    const end = showActivity(activity('querying'), terminal);
    vi.advanceTimersByTime(1200);
    beforePrinting('a line\n');
    expect(written.at(-1)).toBe(ERASE);
    const before = written.length;
    vi.advanceTimersByTime(900);
    expect(written).toHaveLength(before);
    vi.advanceTimersByTime(200);
    expect(written.at(-1)).toBe(`${ERASE}querying, 2 s`);
    end();
  });

  it.each(['half a line', new TextEncoder().encode('half')])('never erases half a line of output', (half) => {
    const { written, terminal } = fakeTerminal();
    const end = showActivity(activity('querying'), terminal);
    beforePrinting(half);
    vi.advanceTimersByTime(5000);
    expect(written).toEqual([]);
    beforePrinting('the rest\n');
    vi.advanceTimersByTime(2000);
    expect(written.length).toBeGreaterThan(0);
    end();
  });

  it('is not drawn while another program has the terminal', () => {
    const { written, terminal } = fakeTerminal();
    const end = showActivity(activity('querying'), terminal);
    const release = holdStatusLines();
    vi.advanceTimersByTime(5000);
    expect(written).toEqual([]);
    release();
    vi.advanceTimersByTime(200);
    expect(written).toEqual([`${ERASE}querying, 5 s`]);
    end();
  });

  it.each([
    ['reading a.fits, 3 s', readingFile('a.fits', 1, 1)],
    ['reading a.fits, 3 s', readingFile('a.fits', 1)],
    ['reading a.fits, file 12 of 1,400, 3 s', readingFile('a.fits', 12, 1400)],
    ['reading a.fits, file 12, 3 s', readingFile('a.fits', 12)],
  ])('%s', (text, words) => expect(words(3.9)).toBe(text));
});

describe('a status line', () => {
  it('is cut to the width of the terminal', () => {
    const { written, terminal } = fakeTerminal();
    statusLine({ ...terminal, columns: 10 }).draw('0123456789');
    expect(written).toEqual([`${ERASE}01234567…`]);
    beforePrinting('');
  });

  it('is not drawn on a terminal that cannot erase a line', () => {
    vi.stubEnv('TERM', 'dumb');
    const { written, terminal } = fakeTerminal();
    statusLine(terminal).draw('text');
    expect(written).toEqual([]);
  });
});

it('nothing is drawn into a pipe or a file', () => {
  const { written, terminal } = fakeTerminal(false);
  const [files, crawl] = [progress('files', terminal), waiting(terminal)];
  pass(1000);
  files.step(1, 2);
  crawl.show('crawler: running');
  files.clear();
  crawl.clear();
  expect(written).toEqual([]);
});
