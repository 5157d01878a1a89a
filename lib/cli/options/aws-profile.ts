import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { RunFailed } from '../errors.ts';

/**
 * Throws {@link RunFailed} if AWS_PROFILE names a profile that does not exist. Without this check, the SDK would look
 * for credentials elsewhere, print a long warning if it finds keys in the environment, and not name the profile.
 */
export function refuseUnknownProfile(env: NodeJS.ProcessEnv = process.env): void {
  const profile = env['AWS_PROFILE'];
  // the default profile does not have to exist
  if (!profile || profile === 'default') return;
  const config = fileOf(env['AWS_CONFIG_FILE'], 'config');
  const credentials = fileOf(env['AWS_SHARED_CREDENTIALS_FILE'], 'credentials');
  if (sections(config).includes(`profile ${profile}`) || sections(credentials).includes(profile)) return;
  const remedy =
    env['AWS_ACCESS_KEY_ID'] && env['AWS_SECRET_ACCESS_KEY']
      ? 'to use the keys in the environment, unset AWS_PROFILE'
      : 'to list your profiles: aws configure list-profiles';
  throw new RunFailed(
    `AWS_PROFILE=${profile}: there is no such profile in ${config} or ${credentials}; ${remedy}`,
  );
}

const fileOf = (path: string | undefined, name: string): string =>
  path ? path.replace(/^~(?=\/)/, homedir()) : join(homedir(), '.aws', name);

/**
 * The names of a file's sections, such as `profile night`. A file that is missing or cannot be read has none.
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
    return [];
  }
}
