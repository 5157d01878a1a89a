import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

// What the recording shows: commands, and what they print.

/** A command as users type it, and what it prints. */
export interface Scene {
  readonly command: string;
  readonly lines: readonly string[];
}

/** The columns of the terminal. Longer lines continue on the next one. */
export const COLUMNS = 100;
/** The rows for output. What does not fit is not shown. */
export const ROWS = 24;

const PROGRAM = resolve('bin/fits-datalake.js');
const LAKE = 'fits-lake-samples';
const QUERY = `SELECT target_name, night, filter, t_exptime
     FROM obscore WHERE t_exptime > 100 ORDER BY t_exptime DESC, target_name`;

/** What is shown, and the arguments that do the same in a temporary folder. */
const COMMANDS: readonly { readonly command: string; readonly args: readonly string[] }[] = [
  { command: 'npm start', args: ['start', '--lake', LAKE] },
  { command: `npx fits-datalake query --lake ${LAKE} "${QUERY}"`, args: ['query', '--lake', LAKE, QUERY] },
  {
    command: 'npx fits-datalake header -e SCI,1 fits_data/space/p2k4/p2k4a1b2q_flt.fits',
    args: ['header', '-e', 'SCI,1', resolve('fits_data/space/p2k4/p2k4a1b2q_flt.fits')],
  },
];

/** Runs the commands on the samples, with a lake in a temporary folder. */
export function recordedScenes(): Scene[] {
  const folder = mkdtempSync(join(tmpdir(), 'fits-recording-'));
  try {
    return COMMANDS.map(({ command, args }) => ({ command, lines: linesOf(folder, args) }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The output as a terminal shows it, with folders and durations that are the same on every machine. */
function linesOf(folder: string, args: readonly string[]): string[] {
  const { FITS_LAKE, npm_lifecycle_event, ...env } = process.env;
  const { stdout, stderr, status } = spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...env, FITS_CACHE: join(folder, 'cache') },
  });
  if (status !== 0 && status !== 3) throw new Error(`${args.join(' ')} exited with ${status}: ${stderr}`);
  return stdout
    .replaceAll(`${folder}/`, '')
    .replaceAll(`${process.cwd()}/`, '')
    .replace(/\d+\.\d s$/m, '0.3 s')
    .trimEnd()
    .split('\n')
    .flatMap((line) => line.match(new RegExp(`.{1,${COLUMNS}}`, 'g')) ?? [''])
    .slice(0, ROWS);
}
