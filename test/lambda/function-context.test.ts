import { expect, it } from 'vitest';
import { functionContext } from '../../lambda/function-context.ts';
import { deltaKey, newDeltaId, receiptKey } from '../../lib/lake/changes/delta.ts';
import { lakeKey } from '../../lib/lake/naming.ts';
import { environment } from '../helpers/lambda-environment.ts';

it('excludes what is in lakes whatever the suffixes are, since two stacks could otherwise feed each other forever', () => {
  const context = functionContext({ ...environment(), SOURCE_PREFIX: '', SUFFIXES: '.fits,.gz' });
  const wants = (key: string) => context.wants({ bucket: 'example-archive', key });
  for (const key of ['a/x.fits', 'a/x.csv.gz', 'headers/x.gz', 'headers/collection=a/x.fits']) {
    expect(wants(key)).toBe(true);
    const other = lakeKey({ bucket: 'another', key });
    expect(wants(other), other).toBe(false);
    expect(wants(`below/${other}`)).toBe(false);
  }
  const id = newDeltaId(new Date());
  for (const key of [deltaKey(id), receiptKey(id)]) {
    expect(wants(key), key).toBe(false);
    expect(wants(`below/${key}`)).toBe(false);
  }
  expect(wants('changes/day=2026-11-29/a.csv.gz')).toBe(true);
});

it('covers the files of a list of sources, each below its own prefix', () => {
  const { SOURCE_BUCKET: _, SOURCE_PREFIX: __, ...variables } = environment();
  const { wants, sources } = functionContext({ ...variables, SOURCES: '["a/","b/raw/","b/cal/"]' });
  expect(sources).toEqual([
    { bucket: 'a', prefix: '' },
    { bucket: 'b', prefix: 'raw/' },
    { bucket: 'b', prefix: 'cal/' },
  ]);
  const wanted = ['a/x.fits', 'a/raw/x.fits', 'b/raw/x.fits', 'b/cal/x.fits'];
  for (const name of [...wanted, 'b/x.fits', 'b/tmp/raw/x.fits', 'c/raw/x.fits', 'a/x.txt']) {
    const [bucket = '', ...path] = name.split('/');
    expect(wants({ bucket, key: path.join('/') }), name).toBe(wanted.includes(name));
  }
});
