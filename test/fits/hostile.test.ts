import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FaultCode } from '../../lib/fits/fault.ts';
import { LIMITS } from '../../lib/fits/limits.ts';
import type { ByteSource } from '../../lib/fits/source.ts';
import { effort } from '../helpers/effort.ts';
import { data, header, image, primary, record, sizeCards } from '../helpers/fits.ts';
import { bytesSource, type ReadFile, readAll, readBytes } from '../helpers/read-file.ts';
import { sparseSource } from '../helpers/sparse-source.ts';

const codes = ({ faults }: ReadFile): FaultCode[] => faults.map((fault) => fault.code);
const MB = 1024 * 1024;

/** Expects that each fault has a byte, and that its reason names it. */
function expectPlaces({ faults }: ReadFile): void {
  for (const { reason, byte } of faults) {
    expect(byte).toBeTypeOf('number');
    expect(reason).toContain(String(byte));
  }
}

describe('headers without END', () => {
  it('stop at the limit if they consist of endless text', async () => {
    const source = sparseSource(10_000 * MB, []);
    const endless: ByteSource = {
      read: async (offset, length) => ({
        bytes: Buffer.from(
          'SIMPLE  =                    T'.padEnd(80).repeat(Math.ceil(length / 80) + 1),
        ).subarray(offset % 80, (offset % 80) + length),
        size: 10_000 * MB,
      }),
    };
    const read = await readAll(endless);
    expect(codes(read)).toEqual(['limit-header']);
    expect(read.report.bytesRead).toBeLessThan(2 * LIMITS.headerBlocks * 2880);
    expect(source.reads).toHaveLength(0);
  });
  it('stop where binary data begins', async () => {
    const source = sparseSource(5000 * MB, [[0, record('SIMPLE  =                    T')]]);
    const read = await readAll(source);
    expect(codes(read)).toEqual(['no-end']);
    expect(source.reads).toHaveLength(1);
    expectPlaces(read);
  });
  it('stop at the first block of binary data, however near the next header is', async () => {
    const noise = Buffer.from(Array.from({ length: 2880 }, (_, i) => (i * 167) % 256));
    const read = await readBytes(Buffer.concat([primary().fill(' ', 240), noise, image()]));
    expect(read.faults).toMatchObject([{ code: 'no-end', hdu: 0, byte: 0 }]);
    expect(read.hdus).toEqual([]);
  });
  it('stop at the end of the file', async () => {
    const read = await readBytes(Buffer.concat([primary(), image().subarray(0, 400)]));
    expect(read.hdus).toHaveLength(1);
    expect(read.faults).toMatchObject([{ code: 'no-end', hdu: 1, byte: 2880 }]);
  });
});

describe('the size of data', () => {
  it('is a fault if NAXIS is 999 and the axes are missing', async () => {
    const read = await readBytes(header(['SIMPLE  = T', 'BITPIX  = 8', 'NAXIS   = 999']));
    expect(codes(read)).toContain('bad-naxis');
    expect(read.hdus).toHaveLength(1);
  });
  it.each(['1000', '-1', '2147483648', '1.5', "'2'", 'T', ''])('is a fault if NAXIS is %j', async (naxis) => {
    const read = await readBytes(header(['SIMPLE  = T', 'BITPIX  = 8', `NAXIS   = ${naxis}`]));
    expect(read.faults).toMatchObject([{ code: 'bad-naxis', hdu: 0, byte: 0 }]);
    expect(read.cards).toHaveLength(3);
  });
  it('is zero if NAXIS is 0, whatever PCOUNT is', async () => {
    const empty = header(["XTENSION= 'IMAGE   '", ...sizeCards(8, []), 'PCOUNT  = 100', 'GCOUNT  = 1']);
    const { hdus, faults } = await readBytes(Buffer.concat([primary(), empty, image()]));
    expect(hdus.map((hdu) => hdu.headerOffset)).toEqual([0, 2880, 5760]);
    expect(faults).toEqual([]);
  });
  it.each(["'8'", 'T', '12', '', '8.0'])('is a fault if BITPIX is %j', async (bitpix) => {
    const read = await readBytes(header(['SIMPLE  = T', `BITPIX  = ${bitpix}`, 'NAXIS   = 0']));
    expect(read.faults).toMatchObject([{ code: 'bad-bitpix', hdu: 0, byte: 0 }]);
  });
  it('has short reasons, however long the value of a card is', async () => {
    const read = await readBytes(
      header(['SIMPLE  = T', 'BITPIX  = 8', 'NAXIS   = 2', `NAXIS1  = '${'x'.repeat(66)}'`]),
    );
    for (const { reason } of read.faults) expect(reason.length).toBeLessThan(120);
  });
  it('is exact beyond 2^53', async () => {
    const read = await readBytes(primary(Array(40).fill('9007199254740993')));
    expect(read.hdus[0]?.dataLength).toBe(9007199254740993n ** 40n);
    expect(codes(read)).toEqual(['truncated-data']);
    expectPlaces(read);
  });
  it('includes PCOUNT and GCOUNT of an extension; negative ones are faults', async () => {
    const good = ["XTENSION= 'BINTABLE'", ...sizeCards(8, [10, 5]), 'PCOUNT  = 100', 'GCOUNT  = 1'];
    const bad = ["XTENSION= 'BINTABLE'", ...sizeCards(8, [10, 5]), 'PCOUNT  = -100', 'GCOUNT  = 1'];
    const read = await readBytes(Buffer.concat([primary(), header(good), data(150), header(bad), data(50)]));
    expect(read.hdus.map((hdu) => hdu.dataLength)).toEqual([0n, 150n, 50n]);
    expect(read.faults).toMatchObject([{ code: 'bad-naxis', hdu: 2 }]);
  });
  it('is computed for random groups', async () => {
    const groups = [
      'SIMPLE  = T',
      ...sizeCards(-32, [0, 3, 4]),
      'GROUPS  = T',
      'PCOUNT  = 6',
      'GCOUNT  = 10',
    ];
    const read = await readBytes(Buffer.concat([header(groups), data(720)]));
    expect(read.hdus[0]).toMatchObject({ type: 'RANDOM GROUPS', dataLength: 720n });
    expect(read.faults).toEqual([]);
  });
});

describe('the limits', () => {
  it('stop a file of 100,000 tiny HDUs', async () => {
    const tiny = image();
    const size = 100_000 * tiny.length;
    const block = Buffer.concat(Array(400).fill(tiny));
    const read = await readAll({
      read: async (offset, length) => {
        const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - offset)));
        for (let at = 0; at < bytes.length; ) {
          const from = (offset + at) % block.length;
          at += block.copy(bytes, at, from);
        }
        if (offset === 0) primary().copy(bytes);
        return { bytes, size };
      },
    });
    expect(codes(read)).toEqual(['limit-hdus']);
    expect(read.hdus).toHaveLength(LIMITS.hdus);
  });
  it('stop a file whose headers are too long in total', async () => {
    const file = Buffer.concat([primary(), ...Array(20).fill(image())]);
    const read = await readAll(bytesSource(file), { ...LIMITS, headerBytes: 10 * 500 });
    expect(codes(read)).toEqual(['limit-total']);
    expect(read.hdus.length).toBeGreaterThan(3);
    expect(read.hdus.length).toBeLessThan(20);
  });
  it('stop between two HDUs if reading takes too long', async () => {
    const read = await readAll(bytesSource(Buffer.concat([primary(), image()])), { ...LIMITS, time: -1 });
    expect(codes(read)).toEqual(['limit-time']);
    expect(read.hdus).toEqual([]);
  });
});

describe('unusual files', () => {
  it.each([
    ['', 'empty'],
    ['S', 'not-fits'],
    ['SIMPL', 'not-fits'],
    ['<html>', 'not-fits'],
    ['XTENSION', 'not-fits'],
    ['SIMPLEX =                    T', 'not-fits'],
    ['SIMPLE', 'no-end'],
  ])('that contain %j have the fault %s', async (text, code) => {
    const read = await readBytes(Buffer.from(text));
    expect(codes(read)).toEqual([code]);
    expectPlaces(read);
  });
  it('end at their new end if they shrink while they are read', async () => {
    const whole = Buffer.concat([primary([5 * MB]), data(5 * MB), image([5 * MB]), data(5 * MB), image()]);
    let reads = 0;
    const read = await readAll({
      read: async (offset, length) => {
        const content = reads++ === 0 ? whole : whole.subarray(0, 6 * MB);
        return { bytes: content.subarray(offset, offset + length), size: whole.length };
      },
    });
    expect(read.hdus).toHaveLength(2);
    expect(codes(read)).toEqual(['truncated-data']);
  });
  it('make reading throw if their source throws', async () => {
    const failing: ByteSource = { read: () => Promise.reject(new Error('access denied')) };
    await expect(readAll(failing)).rejects.toThrow('access denied');
  });
});

describe('reading never throws', () => {
  const real = Buffer.concat([
    primary(
      [20, 20],
      ["OBJECT  = 'M31     '", "LONG    = 'a&'", "CONTINUE  'b' / c", 'HIERARCH ESO A B = 1.5D3'],
    ),
    data(400),
    image([10, 3], ["EXTNAME = 'SCI     '"]),
    data(30),
    image(),
  ]);
  it('on random bytes, with or without SIMPLE before them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 9000 }), fc.boolean(), async (noise, simple) => {
        const read = await readBytes(simple ? Buffer.concat([Buffer.from('SIMPLE  = T'), noise]) : noise);
        expect(read.hdus.length + read.faults.length).toBeGreaterThan(0);
        expectPlaces(read);
      }),
      { numRuns: effort(150) },
    );
  });
  it('on real headers with changed bytes, truncated anywhere', async () => {
    const flips = fc.array(fc.tuple(fc.nat(real.length - 1), fc.nat(255)), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(flips, fc.nat(real.length), async (flipped, length) => {
        const bytes = Buffer.from(real);
        for (const [at, byte] of flipped) bytes[at] = byte;
        const read = await readBytes(bytes.subarray(0, length));
        expect(read.hdus.length + read.faults.length).toBeGreaterThan(0);
        for (const { headerOffset, dataOffset } of read.hdus) {
          expect(headerOffset % 2880).toBe(0);
          expect(dataOffset).toBeGreaterThan(headerOffset);
        }
        expectPlaces(read);
      }),
      { numRuns: effort(200) },
    );
  });
});
