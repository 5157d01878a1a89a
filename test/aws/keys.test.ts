import { expect, it } from 'vitest';
import { formerLakeKey } from '../../lib/lake/former-naming.ts';
import { lakeKey } from '../../lib/lake/naming.ts';
import { deployed, SOURCE } from '../helpers/deployed.ts';
import { primary } from '../helpers/fits.ts';
import { freshContents, REMOVED } from '../helpers/lake-contents.ts';
import { deleteObject, putObject } from '../helpers/source.ts';

const FILE = primary([], ["OBJECT  = 'M31'"]);

const ODD = [
  'keys/with blanks/ a  b .fits',
  'keys/plus+plus.fits',
  'keys/100%/%41%2F.fits',
  'keys/ü/Ωμέγα/天文 🔭.fits',
  'keys/e\u0301 and \u00e9.fits',
  'keys//a.fits',
  'keys//',
  'keys/...fits',
  'keys/./../a.fits',
  `keys/quotes'"\`/<>&;|$!~(){}[]^#?*=,:@.fits`,
  'keys/back\\slash.fits',
  'keys/IN CAPITALS.FITS.GZ',
  `keys/${'long/'.repeat(180)}${'n'.repeat(114)}.fits`,
];

it('files with unusual keys are added and removed', async () => {
  expect(ODD.map((key) => Buffer.byteLength(key)).sort((a, b) => b - a)[0]).toBe(1024);
  const stack = await deployed();
  for (const key of ODD) await putObject(key, FILE);
  const files = new Map(ODD.filter((key) => !key.endsWith('/')).map((key) => [key, FILE]));
  await stack.expectContents('keys/', await freshContents(files));

  for (const key of ODD) await deleteObject(key);
  const gone = new Map([...files.keys()].map((key) => [key, REMOVED]));
  await stack.expectContents('keys/', gone);
});

it('a lake object where release 0.1.0 put it is moved when its file is written', async () => {
  const stack = await deployed();
  const place = { bucket: SOURCE, key: 'moved: from 0.1.0/a.fits' };
  const [former, current] = [formerLakeKey(place), lakeKey(place)];
  await putObject(place.key, FILE);
  await stack.expectContents('moved: ', await freshContents(new Map([[place.key, FILE]])));
  const { bytes, head } = await stack.lake.read(current, 0, 1_000_000);
  await stack.lake.write(former, bytes, { ifMatch: null, metadata: head.metadata });
  await stack.lake.remove(current, { ifMatch: head.etag });

  const changed = primary([], ["OBJECT  = 'M33'"]);
  await putObject(place.key, changed);
  await stack.expectContents('moved: ', await freshContents(new Map([[place.key, changed]])));
  expect(await stack.lake.head(former)).toBeUndefined();
  expect((await stack.lake.head(current))?.metadata).toMatchObject({ generation: '3' });
});

it('files whose keys start with a slash or have no folder are added', async () => {
  const stack = await deployed();
  const files = new Map(['/keys/a.fits', '/', '//.fits', 'keys.fits'].map((key) => [key, FILE]));
  for (const [key, bytes] of files) await putObject(key, bytes);
  files.delete('/');
  const expected = await freshContents(files);
  for (const [key, rows] of expected) await stack.expectContents(key, new Map([[key, rows]]));
});

it('only keys with a FITS suffix are added, including those of empty files but not folder markers', async () => {
  const stack = await deployed();
  const names = {
    fits: ['a.fits', 'b.FIT', 'c.fts.gz', 'd.fz', 'empty.fits'],
    others: ['notes.txt', 'fits', 'a.fits.txt', 'a.fits.bak', 'folder.fits/', 'folder/'],
  };
  const bytesOf = (name: string): Uint8Array => (/^empty|\/$/.test(name) ? Buffer.alloc(0) : FILE);
  for (const name of [...names.others, ...names.fits]) await putObject(`names/${name}`, bytesOf(name));
  const files = new Map(names.fits.map((name) => [`names/${name}`, bytesOf(name)]));
  await stack.expectContents('names/', await freshContents(files));
});
