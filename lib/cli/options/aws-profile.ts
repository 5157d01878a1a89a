import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { RunFailed } from '../errors.ts';

/**
 * Throws {@link RunFailed} if AWS_PROFILE names a profile that does not exist. The SDK would look for credentials
 * elsewhere, print a long warning if it finds keys in the environment, and not name the profile.
 */
export function refuseUnknownProfile(env: NodeJS.ProcessEnv = process.env): void {
  const profile = env['AWS_PROFILE'];
  // the default profile does not have to exist
  if (!profile || profile === 'default') return;
  const config = fileOf(env['AWS_CONFIG_FILE'], 'config');
  const credentials = fileOf(env['AWS_SHARED_CREDENTIALS_FILE'], 'credentials');
  if (sections(config).includes(`profile ${profile}`) || sections(credentials).includes(profile)) return;
  const cure =
    env['AWS_ACCESS_KEY_ID'] && env['AWS_SECRET_ACCESS_KEY']
      ? 'unset AWS_PROFILE to use the keys of the environment'
      : 'aws configure list-profiles lists those that exist';
  throw new RunFailed(
    `AWS_PROFILE=${profile}: there is no such profile in ${config} or ${credentials}; ${cure}`,
  );
}

const fileOf = (given: string | undefined, name: string): string =>
  given ? given.replace(/^~(?=\/)/, homedir()) : join(homedir(), '.aws', name);

/**
 * The names of a file's sections, such as `profile night`.
 * Source: AWS SDKs and Tools Reference Guide, "Shared config and credentials files".
 */
function sections(file: string): string[] {
  try {
    const lines = readFileSync(file, 'utf8').split('\n');
    return lines.flatMap((line) => {
      const [, name] = /^\s*\[\s*([^\]]*?)\s*\]/.exec(line) ?? [];
      return name === undefined ? [] : [name.replace(/^(profile)\s+(["']?)(.*)\2$/, '$1 $3')];
    });
  } catch {
    // a missing or unreadable file has no sections
    return [];
  }
}
