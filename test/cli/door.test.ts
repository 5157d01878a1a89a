import { describe, expect, it } from 'vitest';
import { runCli } from '../helpers/run-cli.ts';

describe('the door', () => {
  it('prints help with examples, for all verbs and for each', () => {
    const { stdout, status } = runCli(['--help']);
    expect(status).toBe(0);
    for (const verb of ['ingest', 'query', 'header', 'status', 'cache']) {
      expect(stdout).toContain(verb);
      const help = runCli([verb, '--help']);
      expect(help.status).toBe(0);
      expect(help.stdout).toContain('Examples:');
    }
  });
  it.each([[[]], [['frobnicate']], [['ingest']], [['ingest', '--bogus', 'x']]])(
    '%j is wrong usage: code 2',
    (args) => {
      const { status, stderr } = runCli(args);
      expect(status).toBe(2);
      expect(stderr).not.toBe('');
    },
  );
});
