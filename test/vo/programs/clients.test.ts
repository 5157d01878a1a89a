import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { installReaders } from '../../python/debian.ts';
import { answersOfClients, EXPECTED_ANSWERS, pythonOfClients } from './python.ts';
import { samplesServer } from './samples-server.ts';

// The service as pyvo and astroquery use it.

const run = promisify(execFile);

describe('pyvo and astroquery', () => {
  const server = samplesServer();
  let answers: Record<string, unknown>;
  beforeAll(async () => {
    answers = await answersOfClients(server().base);
  });

  it.each(EXPECTED_ANSWERS)('%s', (question, answer) => {
    expect(answers[question]).toEqual(answer);
  });
  it.each(['tables', 'TapPlus tables'])('%s', (name) => {
    expect(answers[name]).toEqual(expect.arrayContaining(['ivoa.obscore', 'files', 'hdus', 'headers']));
  });
  it('reads all columns of obscore', () => {
    expect(answers['columns']).toBeGreaterThan(50);
  });
  it('runs a job', () => {
    expect(answers['ran']).toEqual(['COMPLETED', [[expect.stringMatching(/^\d\d$/)]]]);
  });
  it('causes no error in the service', () => {
    expect(server().errors).toEqual([]);
  });
});

describe('docs/guides/vo.md', () => {
  const server = samplesServer();
  const page = readFileSync('docs/guides/vo.md', 'utf8');
  const here = (text: string): string => text.replaceAll('http://127.0.0.1:8642/', server().base);

  it('has Python that works', async () => {
    const [, block = ''] = /^```python\n([\s\S]*?)^```/m.exec(page) ?? [];
    const { stdout } = await run(pythonOfClients(), ['-c', here(block)]);
    expect(stdout).toContain('meridian/20240912/m31-b');
    expect(stdout).toMatch(/\['file:\/\/\/.*m31-b.fits', 'file:.*m31-r.fits'\]/);
  });
  const commands = [...page.matchAll(/^ {4}((?:stilts|curl) .*)$/gm)].map(([, command = '']) => command);
  it.each(commands)('has a command that works: %s', async (command) => {
    installReaders('test:vo', ['stilts']);
    const { stdout } = await run('bash', ['-c', here(command)]);
    expect(stdout).toMatch(/\bm\d+\b/i);
  });
  it('has commands', () => {
    expect(commands).toHaveLength(3);
  });
});
