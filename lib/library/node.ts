// The library `fits-datalake/fits` on Node. docs/guides/library.md has examples.

import { NODE } from '../node/platform.ts';
import { openLocalFile } from '../stores/local-file.ts';
import { type FitsFile, type ReadOptions, readFile } from './read-file.ts';
import { byteSource, type Source } from './sources.ts';

export type { CardType } from '../fits/card-table.ts';
export type { Fault, FaultCode } from '../fits/fault.ts';
export type { ByteSource, Chunk } from '../fits/source.ts';
export { type CardValue, type FitsCard, type FitsHdu, headerValue } from './header-data.ts';
export type { FitsFile, ReadOptions } from './read-file.ts';
export { type BlobLike, type FileHandleLike, RangeNotServed, type Source } from './sources.ts';

/**
 * Reads the headers of a FITS file, plain or compressed. Data are skipped. What is wrong with the file is in `faults`, and
 * never thrown; only what the source throws is, such as an error with the code ENOENT.
 *
 * @param source a path, or any other source
 */
export async function readHeaders(source: string | Source, options: ReadOptions = {}): Promise<FitsFile> {
  if (typeof source !== 'string') return readFile(byteSource(source), options, NODE);
  const file = openLocalFile(source);
  try {
    const read = async (offset: number, length: number) => {
      const { bytes, head } = file.read(offset, length);
      return { bytes, size: head.size };
    };
    return await readFile({ read }, options, NODE);
  } finally {
    file.close();
  }
}
