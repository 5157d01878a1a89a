import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { MissingRequirement } from '../../helpers/python-environment.ts';

/** The oldest version of Java that Trino 476 supports. */
const OLDEST = 24;

/**
 * Returns a Java that is new enough: from JAVA_HOME, the PATH or, failing these, from the installed ones.
 *
 * @throws MissingRequirement
 */
export function findJava(): string {
  const homes = [process.env['JAVA_HOME'] ?? '', ...globSync('/usr/lib/jvm/*').sort().reverse()];
  const candidates = homes.filter((home) => home !== '').map((home) => join(home, 'bin', 'java'));
  candidates.splice(process.env['JAVA_HOME'] ? 1 : 0, 0, 'java');
  const found = candidates.find((java) => majorVersion(java) >= OLDEST);
  if (found !== undefined) return found;
  throw new MissingRequirement(
    `test:athena needs Java ${OLDEST} or newer: install a JDK (https://adoptium.net) and set JAVA_HOME to its folder`,
  );
}

/** Returns the version that a Java reports as `java.specification.version = 25`, or 0 if it does not exist. */
function majorVersion(java: string): number {
  const result = spawnSync(java, ['-XshowSettings:properties', '-version'], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return Number(/java\.specification\.version = (\d+)/.exec(result.stderr ?? '')?.[1] ?? 0);
}
