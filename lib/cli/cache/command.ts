import { Command } from 'commander';
import { type KeptCache, keptCaches, removeCachesOfGoneLakes } from '../../engines/cache/kept-caches.ts';
import { cacheRoot } from '../../engines/cache/location.ts';
import { CacheRefused } from '../../engines/cache/private-folder.ts';
import { fileProblem } from '../../stores/file-problem.ts';
import { EXIT, type ExitCode, type OnExit, RunFailed } from '../errors.ts';
import { printable, writeOut } from '../terminal/output.ts';
import { bytes, counted } from '../terminal/words.ts';

interface Options {
  readonly prune?: boolean;
  readonly json?: boolean;
}

/** `cache`: lists the caches of local lakes, or removes those of lakes that no longer exist. */
export function cacheCommand(onExit: OnExit): Command {
  return new Command('cache')
    .description('List the caches of local lakes, or remove those of lakes that no longer exist.')
    .option('--prune', 'remove the caches of lakes that no longer exist')
    .option('--json', 'print the list as JSON')
    .addHelpText('after', EXAMPLES)
    .action((options: Options) => onExit(listCaches(options)));
}

function listCaches({ prune = false, json = false }: Options): ExitCode {
  const removed = attempt(() => (prune ? removeCachesOfGoneLakes() : []));
  const caches = attempt(keptCaches);
  const report = { folder: cacheRoot(), caches, ...(prune && { removed }) };
  writeOut(json ? `${JSON.stringify(report, undefined, 2)}\n` : reportText(caches, prune, removed));
  return EXIT.done;
}

/** Does work on the folder of the caches. Throws {@link RunFailed}. */
function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new RunFailed(
      error instanceof CacheRefused ? error.message : `${cacheRoot()}: ${fileProblem(error)}`,
    );
  }
}

function reportText(caches: readonly KeptCache[], prune: boolean, removed: readonly KeptCache[]): string {
  const lines = [...removed.map((cache) => `removed: ${cacheText(cache)}`), ...caches.map(cacheText)];
  if (prune && removed.length === 0) lines.push('nothing to remove');
  lines.push(`${totalText(caches)} in ${printable(cacheRoot())}`);
  const gone = caches.filter(({ state }) => state === 'gone');
  if (gone.length > 0)
    lines.push(
      `${totalText(gone)} of lakes that no longer exist; to remove them: fits-datalake cache --prune`,
    );
  return `${lines.join('\n')}\n`;
}

const STATES = {
  there: '',
  gone: ', which no longer exists or was replaced',
  unknown: ', which cannot be checked at the moment',
} as const;

const cacheText = ({ folder, bytes: size, lake, state }: KeptCache): string => {
  const owner = lake === null ? 'an unknown lake' : `the lake ${printable(lake)}${STATES[state]}`;
  return `${printable(folder)}: ${bytes(size)}, of ${owner}`;
};

const totalText = (caches: readonly KeptCache[]): string =>
  `${counted(caches.length, 'cache')}, ${bytes(caches.reduce((sum, cache) => sum + cache.bytes, 0))}`;

const EXAMPLES = `
You can delete a cache at any time: the next query rebuilds it from the lake. Caches are in FITS_CACHE, otherwise in
$XDG_CACHE_HOME/fits-datalake, otherwise in ~/.cache/fits-datalake. A lake that was moved, or whose disk is not
mounted, counts as one that no longer exists.

Examples:
  fits-datalake cache
  fits-datalake cache --prune
  FITS_CACHE=/scratch/fits-caches fits-datalake query --named summary`;
