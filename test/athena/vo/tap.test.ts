import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { athenaAsker } from '../../../lib/engines/athena/athena-asker.ts';
import { openAthena } from '../../../lib/engines/athena/open-athena.ts';
import { installReaders, stilts } from '../../python/debian.ts';
import { answersOfClients } from '../../vo/programs/python.ts';
import { startVoServer, type VoServer } from '../../vo/vo-server.ts';
import { athenaOnTrino } from '../athena-on-trino.ts';
import { bothEngines } from '../both-engines.ts';
import { ingest } from '../lakes/ingest.ts';

// The services over the lake of a stack, as other people's programs use them, with Trino in place of Athena.

const DATABASE = 'tap';
const TIMEOUT = 300_000;

describe('serve --stack --vo', () => {
  const { folder } = bothEngines({
    name: DATABASE,
    keywords: '',
    fill: (lake) => ingest(lake, 'fits_data'),
  });
  let server: VoServer;
  beforeAll(async () => {
    const client = athenaOnTrino(inject('trino'));
    const athena = openAthena({ client, workgroup: 'my-fits-datalake', database: DATABASE });
    server = await startVoServer(folder(), { asker: athenaAsker(athena, TIMEOUT), dialect: 'trino' });
  });
  afterAll(() => server?.close());

  it('taplint has no error', { timeout: 3_600_000 }, async () => {
    installReaders('test:athena', ['stilts']);
    const report = await stilts('taplint', 'stages=-LOC', `tapurl=${server.base}tap`);
    const lines = report.split('\n');
    expect(lines.filter((line) => /^[EF]-/.test(line))).toEqual([]);
    // this small server does not say its name
    expect(lines.filter((line) => /^W-(?!CAP-SVR0)/.test(line))).toEqual([]);
    expect(report).toMatch(/^Totals: Errors: 0; .*Failures: 0/m);
    for (const stage of ['TMV', 'TMS', 'CAP', 'QAS', 'UWS', 'OBS', 'EXA'])
      expect(report).toContain(`Section ${stage}`);
  });

  describe('pyvo and astroquery', () => {
    let answers: Record<string, unknown>;
    beforeAll(async () => {
      answers = await answersOfClients(server.base, 'test:athena');
    });
    const M31 = ['meridian/20240912/m31-b', 'meridian/20240912/m31-r'];
    const ROWS = M31.map((id) => [id]);
    const NO_UPLOADS = expect.stringContaining('tables cannot be uploaded');

    it.each([
      ['sync', ROWS],
      ['async', ROWS],
      ['upload', NO_UPLOADS],
      ['examples', expect.any(Number)],
      ['created', 'PENDING'],
      ['ran', ['COMPLETED', [[expect.stringMatching(/^\d\d$/)]]]],
      ['refused', 'there is no column nothing (line 1, column 8)'],
      ['cut', [1, 'OVERFLOW']],
      ['sia2', M31],
      ['scs', M31],
      ['scs position', [10.685, 41.269]],
      ['TapPlus sync', ROWS],
      ['TapPlus async', ROWS],
    ])('%s', (name, expected) => {
      expect(answers[name]).toEqual(expected);
    });
    it('causes no error in the service', () => {
      expect(server.errors).toEqual([]);
    });
  });
});
