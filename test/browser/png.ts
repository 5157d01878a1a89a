import { crc32, deflateSync } from 'node:zlib';

// Pictures for the browser. Source: https://www.w3.org/TR/png-3/

type Rgb = readonly [red: number, green: number, blue: number];

/** A PNG of 8 bits per colour, whose pixels a function gives, from the top left. */
export function png(width: number, height: number, colour: (x: number, y: number) => Rgb): Buffer {
  const rows = Array.from({ length: height }, (_, y) => [
    // no filter
    0,
    ...Array.from({ length: width }, (_, x) => colour(x, y)).flat(),
  ]);
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  // 8 bits, red green blue
  size.set([8, 2], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', size),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, sum]);
}
