import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { build } from 'esbuild';
import { BUNDLING } from '../../../lib/cloud/bundling.ts';
import { QUEUE_VARIABLE, writeVariables } from '../../../lib/deployment/function-variables.ts';
import { FUNCTION_MEMORY_MIB } from '../../../lib/deployment/limits.ts';
import { METRICS_NAMESPACE } from '../../../lib/deployment/metrics.ts';
import { TABLE } from '../../../lib/lake/table.ts';
import { median } from '../measure.ts';
import type { Part } from '../part.ts';
import type { Row } from '../result.ts';
import { makeSet } from '../set.ts';
import { type FarS3, startFarS3 } from '../start-far-s3.ts';

/** Milliseconds per request, as S3 takes within a region. */
const LATENCY = 20;
/** Batches that a container works on, one after the other, after the first one. */
const BATCHES = 10;

/** The header extractor as it is deployed. */
export const LAMBDA: Part = {
  files: 100,
  about:
    'bundles the header extractor as the stack does, starts it in a new process, and passes it batches of messages about ' +
    `files of 5 HDUs with 150 cards each, from a server that answers like S3, ${LATENCY} ms after each request`,
  run: async function* ({ files, runs, work }) {
    const bundle = join(work, 'header-extractor', 'index.js');
    const { zipped } = await bundleInto(bundle);
    const set = join(work, `set-lambda-${files}`);
    const keys = makeSet(set, files).map((path) => path.slice(set.length + 1));
    const server = await startFarS3(set, LATENCY);
    try {
      const containers = Array.from({ length: runs }, () => runContainer(bundle, keys, server));
      yield* rowsOf(containers, files, zipped);
    } finally {
      server.stop();
    }
  },
};

function rowsOf(containers: readonly Container[], files: number, zipped: number): Row[] {
  const medianOf = (value: (container: Container) => number): number => median(containers.map(value));
  return [
    {
      what: `cold start: Node starts and loads the bundle, ${zipped.toFixed(0)} kB zipped`,
      wall: medianOf(({ loaded }) => loaded.wall),
      cpu: medianOf(({ loaded }) => loaded.cpu),
    },
    {
      what: 'the first message of a container, one file',
      wall: medianOf(({ first }) => first.wall),
      cpu: medianOf(({ first }) => first.cpu),
    },
    {
      what: 'each batch after that',
      wall: medianOf(({ batches }) => batches.wall / BATCHES),
      cpu: medianOf(({ batches }) => batches.cpu / BATCHES),
      memory: medianOf(({ memory }) => memory),
      most: { memory: FUNCTION_MEMORY_MIB },
    },
    { what: 'the same, per file', cpu: medianOf(({ batches }) => batches.cpu / BATCHES / files) },
  ];
}

/** Bundles the header extractor into a file as the stack does; returns how many kB it has zipped. */
export async function bundleInto(outfile: string): Promise<{ readonly zipped: number }> {
  const { externalModules: external, ...options } = BUNDLING;
  const entryPoints = [resolve('lambda/header-extractor.ts')];
  await build({ ...options, external, entryPoints, outfile, bundle: true, platform: 'node' });
  return { zipped: deflateRawSync(readFileSync(outfile), { level: 9 }).length / 1000 };
}

/** What a container took: seconds of wall-clock and CPU time, and MB. */
interface Container {
  readonly loaded: { readonly wall: number; readonly cpu: number };
  readonly first: Container['loaded'];
  readonly batches: Container['loaded'];
  readonly memory: number;
}

/** What the runtime of Lambda does, as far as it takes time. The function prints its log, as on AWS. */
const RUNTIME = `
const [bundle, keys, batches] = [process.argv[1], JSON.parse(process.argv[2]), Number(process.argv[3])];
const cost = (wall, { user, system } = process.cpuUsage()) => ({ wall, cpu: (user + system) / 1e6 });
const since = (before) => {
  const now = cost(performance.now() / 1000);
  return { wall: now.wall - before.wall, cpu: now.cpu - before.cpu };
};
const { handler } = require(bundle);
const loaded = cost(performance.now() / 1000);
const context = { awsRequestId: 'bench', functionName: 'bench', memoryLimitInMB: '1024', getRemainingTimeInMillis: () => 120000 };
const invoke = async (keys) => {
  const Records = keys.map((key) => ({ messageId: key, body: JSON.stringify({ bucket: 'archive', key }) }));
  const { batchItemFailures } = await handler({ Records }, context);
  if (batchItemFailures.length > 0) throw new Error(batchItemFailures.length + ' messages failed');
};
(async () => {
  let before = cost(performance.now() / 1000);
  await invoke(keys.slice(0, 1));
  const first = since(before);
  before = cost(performance.now() / 1000);
  for (let batch = 0; batch < batches; batch++) await invoke(keys);
  const result = { loaded, first, batches: since(before), memory: process.resourceUsage().maxRSS / 1000 };
  process.stderr.write('\\n' + JSON.stringify(result));
})();
`;

function runContainer(bundle: string, keys: readonly string[], { env }: FarS3): Container {
  const args = ['-e', RUNTIME, bundle, JSON.stringify(keys), String(BATCHES)];
  const run = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, ...VARIABLES, ...env },
    maxBuffer: 1024 * 1024 * 1024,
  });
  if (run.status !== 0) throw new Error(run.stderr.slice(-2000));
  return JSON.parse(run.stderr.trim().split('\n').at(-1)!) as Container;
}

const VARIABLES = {
  POWERTOOLS_SERVICE_NAME: 'bench',
  POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
  [QUEUE_VARIABLE]: 'https://sqs.eu-central-1.amazonaws.com/111122223333/queue',
  ...writeVariables({
    ...{ sourceBucket: 'archive', sourcePrefix: '', sources: [], suffixes: ['.fits'], targetBucket: 'lake' },
    ...{ owner: '111122223333', database: 'fits_datalake', table: TABLE, collectionDepth: 1 },
    ...{ authority: 'unregistered', rulesFile: '', compaction: false },
  }),
};
