// npm run bench [-- --set FOLDER] [--runs N]
//
// CPU time, wall-clock time and memory of whole commands: medians of several runs, in which the commands take turns. If C
// cfitsio is installed, also the ratios to it; FITS_BENCH_PEER names another program to compare with, which takes files
// and prints every card. Then the header extractor of the stack, a backfill, and a
// cone search.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Cost, measure, median } from './bench/measure.ts';
import { makeSet } from './bench/set.ts';
import { reportBackfill } from './bench-backfill.ts';
import { reportLambda } from './bench-lambda.ts';
import { reportSky } from './bench-sky.ts';

const FILES = 4000;
const { values } = parseArgs({
  options: { set: { type: 'string' }, runs: { type: 'string', default: '5' } },
});

/** The program to compare with. It is built from `../shared/bench` if that exists and gcc finds cfitsio. */
function buildPeer(): string | undefined {
  if (process.env['FITS_BENCH_PEER']) return process.env['FITS_BENCH_PEER'];
  const source = '../shared/bench/peer_cfitsio.c';
  const program = join(tmpdir(), 'fits-bench-peer');
  if (!existsSync(source)) return undefined;
  const built = spawnSync('gcc', ['-O2', source, '-o', program, '-lcfitsio']);
  return built.status === 0 ? program : undefined;
}

const set = resolve(values.set ?? join(tmpdir(), 'fits-bench-set'));
if (values.set === undefined) makeSet(set, FILES);
const files = globSync('**/*.fits', { cwd: set }).map((name) => join(set, name));
const peer = buildPeer();
const work = mkdtempSync(join(tmpdir(), 'fits-bench-'));
// the caches of the lakes are deleted together with them
process.env['FITS_CACHE'] = join(work, 'caches');
let lakes = 0;
/** The lake of the current run. Each run has a new one, because ext4 is slow where many files were just deleted. */
const lake = (): string => join(work, `lake${lakes}`);
const program = resolve('bin/fits-datalake.js');
const own = (...args: string[]): Cost => measure(process.execPath, [program, ...args]);
const COUNT =
  'SELECT card_name, count(*) AS cards FROM headers GROUP BY card_name ORDER BY cards DESC LIMIT 5';

const commands: Record<string, () => Cost> = {
  ...(peer && { 'C cfitsio, every card': () => measure(peer, files) }),
  'header --format csv': () => own('header', '--format', 'csv', ...files),
  ingest: () => {
    lakes++;
    return own('ingest', '--lake', lake(), set);
  },
  'ingest again, nothing changed': () => own('ingest', '--lake', lake(), set),
  'query: cards by keyword': () => own('query', '--lake', lake(), COUNT),
};

console.log(`${files.length} files of ${set} (${readdirSync(set).length} entries), Node ${process.version}`);
console.log(peer ? '' : 'no ratios: install gcc and libcfitsio-dev, or set FITS_BENCH_PEER\n');
const costs = new Map<string, Cost[]>();
try {
  for (let run = 0; run < Number(values.runs); run++) {
    for (const [name, command] of Object.entries(commands))
      costs.set(name, [...(costs.get(name) ?? []), command()]);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
const cpuOf = (name: string): number => median((costs.get(name) ?? []).map((run) => run.cpu));
const base = peer ? cpuOf('C cfitsio, every card') : undefined;
console.log(
  `${'command'.padEnd(32)}${'CPU s'.padStart(8)}${'to peer'.padStart(9)}${'wall s'.padStart(8)}${'MB'.padStart(7)}`,
);
for (const [name, runs] of costs) {
  const ratio = base === undefined ? '' : (cpuOf(name) / base).toFixed(2);
  const wall = median(runs.map((run) => run.wall)).toFixed(2);
  const memory = runs[0]?.memory === undefined ? '' : median(runs.map((run) => run.memory ?? 0)).toFixed(0);
  console.log(
    `${name.padEnd(32)}${cpuOf(name).toFixed(2).padStart(8)}${ratio.padStart(9)}${wall.padStart(8)}${memory.padStart(7)}`,
  );
}

console.log();
await reportLambda();
console.log();
await reportBackfill();
console.log();
await reportSky();
