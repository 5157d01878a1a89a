import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { HEADER_LINE } from '../../lib/lake/columns.ts';
import { EXTRACTOR_REVISION } from '../../lib/lake/extraction.ts';
import { formerLakeKey } from '../../lib/lake/former-naming.ts';
import { lakeKey } from '../../lib/lake/naming.ts';
import type { DerivedName } from '../../lib/sky/derived.ts';

// Lakes of a few made objects, without reading FITS files.

/** A card: name, value, type, comment. */
export type Card = readonly [name: string, value: string, type?: string, comment?: string];

/** A derived value: name, value, what it comes from, and its HDU unless it is about the file. */
export type DerivedRow = readonly [name: DerivedName, value: string, from?: string, hdu?: number | undefined];

/** A source file, as the lake describes it. */
export interface LakeFile {
  readonly bucket: string;
  readonly key: string;
  /** The cards of its HDUs. */
  readonly hdus?: readonly (readonly Card[])[];
  readonly faults?: readonly { code: string; reason: string; hdu?: number; byte?: number }[];
  readonly derived?: readonly DerivedRow[];
  /** The fact source_url, which older lake objects do not have. */
  readonly url?: string;
  /** When it was found to be gone. Nothing else is recorded then. */
  readonly removed?: string;
  /** Whether no view shows that it was removed. */
  readonly forgotten?: boolean;
  readonly size?: number;
  readonly modified?: string;
  /** The revision that wrote its rows, instead of this one. */
  readonly revision?: number;
  /** The digest of the rules that its rows were derived with. */
  readonly rules?: string;
  /** How many leading folders form its collection. */
  readonly collectionDepth?: number;
  /** Whether its lake object is where releases up to 0.1.0 put it. */
  readonly former?: boolean;
}

/** A source file with one card: the keyword OBJECT, whose value is the key unless given. */
export const fileWithObject = (key: string, object = key): LakeFile => ({
  bucket: 'b',
  key,
  hdus: [[['OBJECT', object]]],
});

const field = (text: string): string => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The CSV of a lake object, header line first. */
export function csvOf(file: LakeFile): string {
  const lines: string[] = [];
  const row = (
    hdu: number | '',
    name: string,
    value: string,
    comment: string,
    index: number | '',
    type: string,
  ) =>
    lines.push(
      [String(hdu), file.bucket, file.key, name, value, comment, String(index), type].map(field).join(','),
    );
  if (file.removed !== undefined) {
    row('', file.forgotten ? 'absent' : 'removed', file.removed, '', '', 'tombstone');
    return `${HEADER_LINE}${lines.join('\n')}\n`;
  }
  const hdus = file.hdus ?? [];
  for (const [hdu, cards] of hdus.entries()) {
    const place = { header_offset: hdu * 5760, data_offset: hdu * 5760 + 2880, data_length: 2880 };
    row(hdu, 'type', hdu === 0 ? 'PRIMARY' : 'IMAGE', '', '', 'hdu');
    for (const [name, value] of Object.entries(place)) row(hdu, name, String(value), '', '', 'hdu');
    for (const [index, [name, value, type = 'string', comment = '']] of cards.entries()) {
      row(hdu, name, value, comment, index, type);
    }
  }
  for (const [name, value, from = '', hdu = ''] of file.derived ?? [])
    row(hdu, name, value, from, '', 'derived');
  for (const { code, reason, hdu, byte } of file.faults ?? []) {
    row(hdu ?? '', code, reason, String(byte ?? ''), '', 'fault');
  }
  const facts = {
    size: file.size ?? 5760 * hdus.length,
    etag: `etag-of-${file.key}`,
    last_modified: file.modified ?? '2026-11-20 01:02:03.456',
    version_id: '',
    container: 'fits',
    hdu_count: hdus.length,
    card_count: hdus.reduce((sum, cards) => sum + cards.length, 0),
    bytes_read: 5760,
    requests: 1,
    extracted_at: '2026-11-25 12:00:00.000',
    ...(file.url !== undefined && { source_url: file.url }),
  };
  for (const [name, value] of Object.entries(facts)) row('', name, String(value), '', '', 'file');
  row('', 'extractor', String(file.revision ?? EXTRACTOR_REVISION), file.rules ?? '', '', 'file');
  return `${HEADER_LINE}${lines.join('\n')}\n`;
}

/** The key of the lake object of a source file. */
export const lakeKeyOf = ({ bucket, key, collectionDepth, former }: LakeFile): string =>
  (former ? formerLakeKey : lakeKey)({ bucket, key }, collectionDepth);

/** A gzip member with an extra field (RFC 1952, 2.3.1.1), as the folder store writes them. */
export function gzipWithExtra(text: string): Buffer {
  const plain = gzipSync(text);
  const extra = Buffer.from('FL\x04\x00{"a"');
  const length = Buffer.alloc(2);
  length.writeUInt16LE(extra.length);
  const header = Buffer.from(plain.subarray(0, 10));
  header[3]! |= 4;
  return Buffer.concat([header, length, extra, plain.subarray(10)]);
}

/** Writes the lake objects of source files into a lake folder, each in two gzip members. */
export function addToLake(lake: string, ...files: readonly LakeFile[]): void {
  for (const file of files) {
    const path = join(lake, lakeKeyOf(file));
    mkdirSync(dirname(path), { recursive: true });
    const csv = csvOf(file);
    const half = csv.indexOf('\n', csv.length / 2) + 1;
    writeFileSync(path, Buffer.concat([gzipWithExtra(csv.slice(0, half)), gzipSync(csv.slice(half))]));
  }
}
