import { join } from 'node:path';
import { fitsDatalakeWith, inTurn } from '../measure.ts';
import type { Part } from '../part.ts';
import { makeSet } from '../set.ts';
import { startFarS3 } from '../start-far-s3.ts';

/** Milliseconds per request. */
const LATENCY = 50;
/** CPU seconds per file. */
const MOST = 0.002;

/** An ingest from S3. */
export const S3: Part = {
  files: 4000,
  about: `ingests files of 5 HDUs with 150 cards each from a server that answers like S3, ${LATENCY} ms after each request`,
  run: async function* ({ files, runs, work }) {
    const set = join(work, `set-similar-${files}`);
    makeSet(set, files);
    const server = await startFarS3(set, LATENCY);
    let lakes = 0;
    try {
      const { ingest } = inTurn(runs, {
        ingest: () =>
          fitsDatalakeWith(server.env, 'ingest', '--lake', join(work, `s3-lake-${lakes++}`), 's3://archive/'),
      });
      yield { what: '`ingest s3://`', ...ingest };
      const perFile = { wall: ingest.wall / files, cpu: ingest.cpu / files };
      yield { what: '`ingest s3://`, per file', ...perFile, most: { cpu: MOST } };
    } finally {
      server.stop();
    }
  },
};
