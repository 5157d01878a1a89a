import type { Container } from '../fits/containers/container.ts';
import type { Fault } from '../fits/fault.ts';
import { LIMITS, type Limits } from '../fits/limits.ts';
import type { Platform } from '../fits/platform.ts';
import { readHeaders } from '../fits/read.ts';
import type { ByteSource } from '../fits/source.ts';
import type { Sink } from '../fits/walk.ts';
import { type FitsHdu, hduData } from './header-data.ts';

/** The headers of a file, and what is wrong with it. */
export interface FitsFile {
  readonly hdus: readonly FitsHdu[];
  /** Everything that is wrong with the file; empty for a valid one. What was read before a fault is in `hdus`. */
  readonly faults: readonly Fault[];
  /** How the file is stored: plain (`fits`) or compressed. */
  readonly container: Container;
  /** Size of the file as it is stored, in bytes. */
  readonly size: number;
  /** How many bytes of the file were read. */
  readonly bytesRead: number;
}

/** How a file is read. */
export interface ReadOptions {
  /** The most that is accepted from a file; beyond a limit, reading stops with a fault. */
  readonly limits?: Partial<Pick<Limits, 'headerBlocks' | 'headerBytes' | 'hdus' | 'unpackedBytes' | 'time'>>;
  /** Aborts the reading, which then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Reads the headers of a file on a platform. */
export async function readFile(
  source: ByteSource,
  { limits, signal }: ReadOptions,
  platform: Platform,
): Promise<FitsFile> {
  const hdus: FitsHdu[] = [];
  const faults: Fault[] = [];
  const sink: Sink = {
    hdu: (hdu) => void hdus.push(hduData(hdu)),
    fault: (fault) => void faults.push(fault),
  };
  const allLimits = { ...LIMITS, ...limits, ...(signal && { signal }) };
  const { container, size, bytesRead } = await readHeaders(source, sink, allLimits, platform);
  return { hdus, faults, container, size, bytesRead };
}
