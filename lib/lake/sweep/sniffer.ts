import type { Limits } from '../../fits/limits.ts';
import { beginsAsFits } from '../../fits/sniff.ts';
import { NODE } from '../../node/platform.ts';
import type { Sniff } from './sweep-file.ts';

/** Checks whether files of a store begin like FITS, compressed or not. Empty files are not opened. */
export const sniffer =
  (limits: Pick<Limits, 'unpacking'> = {}): Sniff =>
  async (source, { key, size, etag }) => {
    if (size === 0) return false;
    const read = async (offset: number, length: number) => {
      const { bytes, head } = await source.read(key, offset, length, { ifMatch: etag });
      return { bytes, size: head.size };
    };
    return beginsAsFits({ read }, limits, NODE);
  };
