import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { athenaAsker } from '../../../lib/engines/athena/athena-asker.ts';
import { openAthena } from '../../../lib/engines/athena/open-athena.ts';
import { installReaders } from '../../python/debian.ts';
import { answersOfClients, EXPECTED_ANSWERS } from '../../vo/programs/python.ts';
import { expectNoTaplintError } from '../../vo/programs/taplint.ts';
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
    await expectNoTaplintError(server.base);
  });

  describe('pyvo and astroquery', () => {
    let answers: Record<string, unknown>;
    beforeAll(async () => {
      answers = await answersOfClients(server.base, 'test:athena');
    });
    it.each(EXPECTED_ANSWERS)('%s', (question, answer) => {
      expect(answers[question]).toEqual(answer);
    });
    it('causes no error in the service', () => {
      expect(server.errors).toEqual([]);
    });
  });
});
