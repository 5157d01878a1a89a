import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { Lacking } from '../../helpers/python-environment.ts';

/** The oldest Java that Trino 476 runs on. */
const OLDEST = 24;

/** A Java that is new enough: JAVA_HOME's, the PATH's, else one of those that are installed. Throws {@link Lacking}. */
export function findJava(): string {
  const homes = [process.env['JAVA_HOME'] ?? '', ...globSync('/usr/lib/jvm/*').sort().reverse()];
  const candidates = homes.filter((home) => home !== '').map((home) => join(home, 'bin', 'java'));
  candidates.splice(process.env['JAVA_HOME'] ? 1 : 0, 0, 'java');
  const found = candidates.find((java) => majorVersion(java) >= OLDEST);
  if (found !== undefined) return found;
  throw new Lacking(
    `test:athena needs Java ${OLDEST} or newer: install a JDK (https://adoptium.net) and set JAVA_HOME to its folder`,
  );
}

/** The version that a Java says it has, `java.specification.version = 25`; 0 where there is none. */
function majorVersion(java: string): number {
  const said = spawnSync(java, ['-XshowSettings:properties', '-version'], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return Number(/java\.specification\.version = (\d+)/.exec(said.stderr ?? '')?.[1] ?? 0);
}
