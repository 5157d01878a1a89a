import { writeFileSync } from 'node:fs';
import type { FileHeaders } from '../../lib/engines/overview/file-headers.ts';
import { cardComment, cardName, cardType, cardValue } from '../../lib/fits/card-table.ts';
import { LIMITS } from '../../lib/fits/limits.ts';
import { readHeaders } from '../../lib/fits/read.ts';
import { type LookRequest, look } from '../../lib/serve/look/look.ts';
import { openLocalFile } from '../../lib/stores/local-file.ts';
import { header } from './fits.ts';
import { tempFolder } from './temp-folder.ts';

/** What a lake has of a file. */
export async function headersOf(path: string): Promise<FileHeaders> {
  const file = openLocalFile(path);
  const hdus: FileHeaders['hdus'][number][] = [];
  try {
    const source = {
      read: async (offset: number, length: number) => {
        const { bytes, head } = file.read(offset, length);
        return { bytes, size: head.size };
      },
    };
    const { container } = await readHeaders(
      source,
      {
        hdu: ({ hdu, type, dataOffset, dataLength, cards }) =>
          void hdus.push({
            hdu,
            facts: { type, data_offset: String(dataOffset), data_length: String(dataLength) },
            derived: [],
            cards: Array.from({ length: cards.count }, (_, card) => ({
              keyword: cardName(cards, card),
              value: cardType(cards, card) === 'undefined' ? null : cardValue(cards, card),
              comment: cardComment(cards, card),
              type: cardType(cards, card),
            })),
          }),
        fault: () => {},
      },
      LIMITS,
    );
    const { head } = file.read(0, 0);
    return {
      path,
      url: '',
      collection: '',
      facts: { container, etag: head.etag },
      derived: [],
      faults: [],
      hdus,
    };
  } finally {
    file.close();
  }
}

/** Draws an HDU of a file on the disk. */
export async function lookAt(path: string, request: Partial<LookRequest> = {}) {
  const file = await headersOf(path);
  const source = openLocalFile(path);
  try {
    return await look(file, { hdu: undefined, width: 512, x: undefined, y: undefined, ...request }, source);
  } finally {
    source.close();
  }
}

/** The path of a FITS file with one HDU, which is removed after the test. */
export function fitsFile(cards: readonly string[], data: Buffer): string {
  const path = `${tempFolder()}/a.fits`;
  writeFileSync(
    path,
    Buffer.concat([header(cards), data, Buffer.alloc((2880 - (data.length % 2880)) % 2880)]),
  );
  return path;
}
