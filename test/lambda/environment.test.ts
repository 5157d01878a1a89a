import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EnvironmentRefused, readDerivation, readEnvironment } from '../../lambda/environment.ts';
import { environment } from '../helpers/lambda-environment.ts';
import { tempFolder } from '../helpers/temp-folder.ts';

/** Reads the rules of a function whose code is in `folder`. */
function derivationIn(folder: string, changes: Readonly<Record<string, string>>) {
  const variables = { ...environment(), LAMBDA_TASK_ROOT: folder, ...changes };
  return readDerivation(readEnvironment(variables), variables);
}

describe('readDerivation', () => {
  it('has no rules without a file, and the authority of the environment', () => {
    expect(derivationIn(tempFolder(), { AUTHORITY: 'archive.example.org' })).toEqual({
      rules: [],
      authority: 'archive.example.org',
    });
  });

  it('reads the rules beside the code', () => {
    const folder = tempFolder();
    const rules = [{ when: { INSTRUME: ['mycam'] }, set: { observer: { keywords: ['PI'] } } }];
    writeFileSync(`${folder}/custom-rules.json`, JSON.stringify(rules));
    expect(derivationIn(folder, { RULES_FILE: 'custom-rules.json' }).rules).toEqual(rules);
  });

  it.each([undefined, '', '{}', '[{'])('refuses %j as the content of the file', (content) => {
    const folder = tempFolder();
    if (content !== undefined) writeFileSync(`${folder}/custom-rules.json`, content);
    expect(() => derivationIn(folder, { RULES_FILE: 'custom-rules.json' })).toThrow(EnvironmentRefused);
  });
});
