import type { Limits } from '../../fits/limits.ts';
import { beginsAsFits } from '../../fits/sniff.ts';
import { NODE } from '../../node/platform.ts';
import { pinned } from '../pinned.ts';
import type { Sniff } from './sweep-file.ts';

/** Checks whether a file of a store begins like FITS, compressed or not. Empty files are not opened. */
export const sniffer =
  (limits: Pick<Limits, 'unpacking'> = {}): Sniff =>
  async (source, { key, size, etag }) =>
    size > 0 && beginsAsFits(pinned(source, key, { ifMatch: etag }), limits, NODE);
