import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { MissingRequirement } from '../helpers/python-environment.ts';

// Readers of FITS and VOTable that share no code with astropy: STILTS (https://www.starlink.ac.uk/stilts/), the command
// line of TOPCAT, and fitsverify (https://heasarc.gsfc.nasa.gov/docs/software/ftools/fitsverify/), which uses CFITSIO.

const PACKAGES = ['stilts', 'fitsverify'];

const missingOf = (packages: readonly string[]): string[] =>
  packages.filter((program) => spawnSync('which', [program], { stdio: 'ignore' }).status !== 0);

/**
 * Makes sure that the programs are there: installs Debian's packages if it may.
 *
 * @param script the npm script that needs them, for messages
 * @throws MissingRequirement
 */
export function installReaders(script = 'test:python', packages: readonly string[] = PACKAGES): void {
  const missing = (): string[] => missingOf(packages);
  if (missing().length > 0 && process.getuid?.() === 0) {
    console.error(`${script}: installing ${missing().join(' and ')} with apt-get, once`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update'], { env });
    spawnSync('apt-get', ['install', '--yes', '--no-install-recommends', ...missing()], { env });
  }
  const [first] = missing();
  if (first === undefined) return;
  throw new MissingRequirement(
    `${script} needs ${first} on the PATH (Debian: apt install ${packages.join(' ')})`,
  );
}

/** Java that starts fast, since each run takes only a second: this halves its CPU. */
const JAVA = ['-J-XX:TieredStopAtLevel=1', '-J-XX:+UseSerialGC'];

/** What `stilts` prints, on both streams. It may fail. */
export const stilts = (...args: readonly string[]): Promise<string> => printed('stilts', ...JAVA, ...args);

/** What a program prints, on both streams. It may fail. */
export async function printed(program: string, ...args: readonly string[]): Promise<string> {
  const run = promisify(execFile)(program, args, { maxBuffer: 2 ** 28 });
  const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
  return stdout + stderr;
}
