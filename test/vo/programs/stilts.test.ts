import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { installReaders, stilts } from '../../python/debian.ts';
import { CORPUS, samplesServer } from './samples-server.ts';
import { expectNoTaplintError } from './taplint.ts';

// The service as the validators of STILTS judge it (https://www.starlink.ac.uk/stilts/).

beforeAll(() => installReaders('test:vo', ['stilts']));

describe.each(['fits_data', ...CORPUS])('over %s', (files) => {
  const server = samplesServer(files);
  it('taplint has no error', () => expectNoTaplintError(server().base));
  it.each([
    ['tap', 'tap/sync?QUERY=SELECT+*+FROM+ivoa.obscore'],
    ['cut', 'tap/sync?QUERY=SELECT+*+FROM+headers&MAXREC=3'],
    ['refused', 'tap/sync?QUERY=SELECT+x'],
    ['sia2', 'sia2/query?POS=CIRCLE+10.7+41.2+1'],
    ['sia2-columns', 'sia2/query?MAXREC=0'],
    ['sia2-refused', 'sia2/query?POS=nowhere'],
    ['scs', 'scs?RA=10.7&DEC=41.2&SR=1&VERB=3'],
    ['scs-refused', 'scs?RA=10.7'],
    ['links', 'datalink/links?ID=nothing'],
  ])('votlint has no error and no warning: %s', async (name, path) => {
    const file = join(tempFolder(), name);
    writeFileSync(file, await (await fetch(`${server().base}${path}`)).text());
    expect(await stilts('votlint', `votable=${file}`)).toBe('');
  });
  it('datalinklint has no error', async () => {
    const answer = await fetch(
      `${server().base}tap/sync?FORMAT=csv&QUERY=SELECT+TOP+1+obs_publisher_did+FROM+obscore`,
    );
    const [, id = ''] = (await answer.text()).split('\n');
    const address = `${server().base}datalink/links?ID=${encodeURIComponent(id)}`;
    expect(await stilts('datalinklint', `votable=${address}`)).toMatch(
      /Totals: Errors: 0; Warnings: 0; .*Failures: 0/,
    );
  });
});
