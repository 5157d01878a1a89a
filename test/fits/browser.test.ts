import { readFileSync } from 'node:fs';
import vm from 'node:vm';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import type * as cardTable from '../../lib/fits/card-table.ts';
import type { Limits } from '../../lib/fits/limits.ts';
import type { Platform } from '../../lib/fits/platform.ts';
import type * as reader from '../../lib/fits/read.ts';
import { NODE } from '../../lib/node/platform.ts';
import { bzip2 } from '../helpers/bzip2.ts';
import { primary } from '../helpers/fits.ts';
import { compressed } from '../helpers/lzw.ts';
import { bytesSource, type ReadCard, readBytes } from '../helpers/read-file.ts';

/** lib/fits, bundled for a browser and loaded in a context that has only the language. */
let fits: typeof reader & typeof cardTable;

beforeAll(async () => {
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: `export * from './read.ts'; export * from './card-table.ts';`,
      resolveDir: 'lib/fits',
    },
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'fits',
    target: 'es2024',
    write: false,
    metafile: true,
  });
  expect(Object.keys(metafile.inputs).filter((file) => /(^|\/)node/.test(file))).toEqual([]);
  const context = vm.createContext(Object.create(null));
  expect(vm.runInContext('typeof Buffer + typeof process + typeof setTimeout', context)).toBe(
    'undefined'.repeat(3),
  );
  vm.runInContext(outputFiles[0]!.text, context);
  fits = vm.runInContext('fits', context);
});

/** Reads the cards of a file with the bundle. */
async function cardsInBrowser(
  bytes: Uint8Array,
  ...options: [limits?: Limits, platform?: Platform]
): Promise<ReadCard[]> {
  const cards: ReadCard[] = [];
  await fits.readHeaders(
    bytesSource(new Uint8Array(bytes)),
    {
      hdu: ({ hdu, cards: table }) => {
        for (let card = 0; card < table.count; card++) {
          const [name, type] = [fits.cardName(table, card), fits.cardType(table, card)];
          const [value, comment] = [fits.cardValue(table, card), fits.cardComment(table, card)];
          cards.push({ hdu, card, record: fits.cardRecord(table, card), name, type, value, comment });
        }
      },
      fault: () => {},
    },
    ...options,
  );
  return cards;
}

describe('the reader without Node', () => {
  it.each([
    'catalogue/m13-stars.fits',
    'echo/2025-01/echo-hd10700-raw.fits',
    'wide8/2023/ngc1365-g.fits',
    'survey/2024/field-0421-i.fits.fz',
  ])('reads every card of %s', async (name) => {
    const bytes = readFileSync(`fits_data/${name}`);
    const { cards } = await readBytes(bytes);
    expect(cards.length).toBeGreaterThan(50);
    expect(await cardsInBrowser(bytes)).toEqual(cards);
  });

  it.each([
    ['bzip2', bzip2],
    ['compress', compressed],
  ])('unpacks %s', async (_, compress) => {
    const { cards } = await readBytes(primary());
    expect(await cardsInBrowser(compress(primary()))).toEqual(cards);
  });

  it('unpacks gzip with the engines that it is given, and throws without them', async () => {
    const file = gzipSync(primary());
    const { cards } = await readBytes(primary());
    expect(await cardsInBrowser(file, undefined, NODE)).toEqual(cards);
    await expect(cardsInBrowser(file)).rejects.toMatchObject({ name: 'EnginesMissing', container: 'gzip' });
  });
});
