import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// The program that reads headers with C cfitsio.

const SOURCE = fileURLToPath(new URL('./cfitsio.c', import.meta.url));

/** C cfitsio, as a program that prints every card of files as CSV. */
export interface Cfitsio {
  readonly version: string;
  /** Its path. Its arguments are FITS files. */
  readonly program: string;
}

/** Compiles the program into a folder; returns undefined, after a sentence about what is missing, if that is not possible. */
export function compileCfitsio(work: string): Cfitsio | undefined {
  const program = join(work, 'cfitsio');
  const { error, stderr } = spawnSync('gcc', ['-O2', '-o', program, SOURCE, '-lcfitsio'], {
    encoding: 'utf8',
  });
  if (error !== undefined || stderr !== '') {
    const problem = error?.message ?? stderr.trim().split('\n')[0];
    console.log(
      `  no ratios to C cfitsio: install gcc and cfitsio (on Debian: gcc libcfitsio-dev). ${problem}`,
    );
    return undefined;
  }
  return { program, version: spawnSync(program, { encoding: 'utf8' }).stdout.trim() };
}
