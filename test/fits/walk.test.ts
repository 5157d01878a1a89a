import { describe, expect, it } from 'vitest';
import { data, header, image, primary, record } from '../helpers/fits.ts';
import { readBytes } from '../helpers/read-file.ts';

const faultsOf = async (bytes: Uint8Array) =>
  (await readBytes(bytes)).faults.map(({ code, hdu, byte }) => [code, hdu, byte]);

describe('walking over HDUs', () => {
  it('reports where header and data begin, and the type and length of the data', async () => {
    const file = Buffer.concat([
      primary([100]),
      data(100),
      image([3000], ["EXTNAME = 'A'"]),
      data(3000),
      image(),
    ]);
    const { hdus, faults } = await readBytes(file);
    expect(faults).toEqual([]);
    expect(
      hdus.map(({ type, headerOffset, dataOffset, dataLength }) => [
        type,
        headerOffset,
        dataOffset,
        dataLength,
      ]),
    ).toEqual([
      ['PRIMARY', 0, 2880, 100n],
      ['IMAGE', 5760, 8640, 3000n],
      ['IMAGE', 14400, 17280, 0n],
    ]);
  });
  it('takes the type of an extension from XTENSION, whatever it is', async () => {
    const odd = header(["XTENSION= 'a3dtable'", 'BITPIX  = 8', 'NAXIS   = 0', 'PCOUNT  = 0', 'GCOUNT  = 1']);
    const { hdus } = await readBytes(Buffer.concat([primary(), odd]));
    expect(hdus[1]?.type).toBe('A3DTABLE');
  });
});

describe('a fault is reported', () => {
  it('for text or NULs after END, which is still END', async () => {
    const blank = primary();
    const text = Buffer.from(blank);
    record('END     of header').copy(text, 3 * 80);
    expect(await faultsOf(text)).toEqual([['end-not-blank', 0, 248]]);
    const nuls = Buffer.from(blank).fill(0, 3 * 80 + 3);
    const { faults, cards } = await readBytes(nuls);
    expect(cards).toHaveLength(3);
    expect(faults.map(({ code, byte }) => [code, byte])).toEqual([
      ['end-not-blank', 243],
      ['header-padding', 320],
    ]);
  });
  it('not for ENDING and END=, which are keywords', async () => {
    const { cards } = await readBytes(primary([], ['ENDING  = 1', "END='x'"]));
    expect(cards.slice(3).map((card) => card.name)).toEqual(['ENDING', "END='X'"]);
  });
  it('for a last header block that is too short', async () => {
    expect(await faultsOf(primary().subarray(0, 500))).toEqual([['header-not-padded', 0, 500]]);
  });
  it('for truncated data, and for data without its padding', async () => {
    const file = Buffer.concat([primary([5000]), data(5000)]);
    expect(await faultsOf(file.subarray(0, 2880 + 4999))).toEqual([['truncated-data', 0, 7879]]);
    expect(await faultsOf(file.subarray(0, 2880 + 5000))).toEqual([['data-padding', 0, 7880]]);
    expect(await faultsOf(file.subarray(0, 2880 + 5760))).toEqual([]);
  });
  it('for bytes after the last HDU', async () => {
    const junk = Buffer.concat([primary(), image(), Buffer.alloc(100)]);
    expect(await faultsOf(junk)).toEqual([['trailing-bytes', 2, 5760]]);
  });
  it('after the HDUs before it', async () => {
    const { hdus, faults } = await readBytes(Buffer.concat([primary(), image(), image().subarray(0, 80)]));
    expect(hdus).toHaveLength(2);
    expect(faults).toMatchObject([{ code: 'no-end', hdu: 2, byte: 5760 }]);
  });
});
