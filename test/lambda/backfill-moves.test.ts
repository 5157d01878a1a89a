import { describe, expect, it } from 'vitest';
import { formerLakeKey } from '../../lib/lake/former-naming.ts';
import { lakeKey } from '../../lib/lake/naming.ts';
import { backfillFixture, counted, LATER } from '../helpers/backfill-fixture.ts';
import { primary } from '../helpers/fits.ts';
import { BUCKET, messagesOf } from '../helpers/lambda-fixture.ts';
import { keysOf } from '../helpers/store.ts';

// A stack of release 0.1.0 was deployed again with a newer release.

const FILE = primary();
const PLACE = { bucket: BUCKET, key: 'm:31/a.fits' };
const [FORMER, CURRENT] = [formerLakeKey(PLACE), lakeKey(PLACE)];

/** A fixture with a lake object where release 0.1.0 put it; its source file is unchanged. */
async function misplacedObject() {
  const fixture = backfillFixture();
  const lake = fixture.lake.store;
  await fixture.put(PLACE.key, FILE);
  await fixture.run();
  const head = await lake.head(CURRENT);
  const { bytes } = await lake.read(CURRENT, 0, 1e6);
  await lake.write(FORMER, bytes, { ifMatch: null, metadata: head?.metadata ?? {} });
  await lake.remove(CURRENT, { ifMatch: head?.etag ?? '' });
  return fixture;
}

describe('a lake object where release 0.1.0 put it', () => {
  it('is moved by a batch of source objects, without reading the file', async () => {
    const fixture = await misplacedObject();
    const report = await fixture.run();
    expect(counted(report)).toEqual({ unchanged: 1, moved: 1 });
    expect(fixture.source.requests).toEqual([]);
    expect(fixture.lake.requests).toEqual([
      ...['head', 'head', 'head', 'read ifMatch', 'write new', 'head', 'remove'],
    ]);
    expect(await keysOf(fixture.lake.store)).toEqual([CURRENT]);
    expect(fixture.partitions.at(-1)).toBe(CURRENT);
  });

  it('costs no additional request after the move', async () => {
    const fixture = await misplacedObject();
    await fixture.run();
    expect(counted(await fixture.run())).toEqual({ unchanged: 1 });
    expect(fixture.lake.requests).toEqual(['head']);
  });

  it('is moved by a batch of lake objects, if no batch of source objects did so', async () => {
    const fixture = await misplacedObject();
    const report = await fixture.run({ task: 'reconcile', began: LATER });
    expect(counted(report)).toEqual({ moved: 1 });
    expect(await keysOf(fixture.lake.store)).toEqual([CURRENT]);
  });

  it('is moved by an event, which costs other files at most one more HEAD request', async () => {
    const fixture = await misplacedObject();
    fixture.lake.requests.length = 0;
    expect(await fixture.send(messagesOf([PLACE.key]))).toEqual([]);
    expect(fixture.lake.requests).toEqual([
      ...['head', 'head', 'read ifMatch', 'write new'],
      ...['head', 'write ifMatch', 'remove'],
    ]);
    expect(await keysOf(fixture.lake.store)).toEqual([CURRENT]);
    fixture.lake.requests.length = 0;
    await fixture.send(messagesOf([PLACE.key]));
    expect(fixture.lake.requests).toEqual(['head', 'head', 'write ifMatch']);
    await fixture.put('m31/a.fits', FILE);
    fixture.lake.requests.length = 0;
    await fixture.send(messagesOf(['m31/a.fits']));
    expect(fixture.lake.requests).toEqual(['head', 'write new']);
  });
});
