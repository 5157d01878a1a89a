// The library `fits-datalake/fits` where there is no Node, as in browsers. docs/guides/library.md has examples.

import { BARE_PLATFORM } from '../fits/platform.ts';
import { type FitsFile, type ReadOptions, readFile } from './read-file.ts';
import { byteSource, type Source } from './sources.ts';

export type { CardType } from '../fits/card-table.ts';
export type { Fault, FaultCode } from '../fits/fault.ts';
export type { ByteSource, Chunk } from '../fits/source.ts';
export { type CardValue, type FitsCard, type FitsHdu, headerValue } from './header-data.ts';
export type { FitsFile, ReadOptions } from './read-file.ts';
export { type BlobLike, type FileHandleLike, RangeNotServed, type Source } from './sources.ts';

/**
 * Reads the headers of a FITS file. Data are skipped. What is wrong with the file is in `faults`, and never thrown; only
 * what the source throws is.
 *
 * Without Node, files compressed with gzip and zstd cannot be read: an error with the name EnginesMissing is thrown.
 */
export const readHeaders = (source: Source, options: ReadOptions = {}): Promise<FitsFile> =>
  readFile(byteSource(source), options, BARE_PLATFORM);
