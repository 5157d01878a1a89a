import { randomBytes } from 'node:crypto';
import { COLUMNS } from '../columns.ts';
import { collectionOf } from '../naming.ts';
import { csvField } from '../rows/csv.ts';

// A delta is an object beside the lake objects: the rows of all lake objects that one batch wrote. Compaction reads deltas
// instead of the lake's many small objects. A receipt lists the lake objects of a delta with their ETags.

/** The beginning of the key of every delta. Each day is a folder, and a partition of the table `changes`. */
export const CHANGES = 'changes/';

/** The partition key of the table `changes`: the UTC day on which a delta was begun, such as `2026-11-29`. */
export const DAY_KEY = 'day';

/** The beginning of the key of every receipt. */
export const RECEIPTS = 'receipts/';

/** Days that deltas and receipts are kept. */
export const DELTA_DAYS = 90;

/** The field in the metadata of a lake object that names the delta with its rows. */
export const DELTA_FIELD = 'delta';

/** The columns of a row of a delta: those of a lake row, and which lake object the row is from. */
export const DELTA_COLUMNS = [
  ...COLUMNS,
  { name: 'collection', about: 'the collection of the lake object' },
  { name: 'generation', about: 'a whole number that is larger the later the lake object was written' },
  { name: 'lake_etag', about: 'the ETag of the lake object' },
  { name: 'lake_key', about: 'the key of the lake object' },
  { name: 'written', about: 'when the lake object was written, in UTC: `2026-11-29T01:02:03.456000Z`' },
] as const;

/** The header line of every delta. */
export const DELTA_HEADER_LINE = `${DELTA_COLUMNS.map(({ name }) => name).join(',')}\n`;

/** One state of a lake object. */
export interface LakeObjectState {
  readonly lakeKey: string;
  readonly etag: string;
  readonly generation: number;
  readonly written: Date;
}

/** How each row of a lake object ends in a delta: with a comma and the fields that it has in addition. */
export const rowEnd = ({ lakeKey, etag, generation, written }: LakeObjectState): string =>
  `,${[collectionOf(lakeKey).value, generation, etag, lakeKey, isoTime(written)].map(String).map(csvField).join(',')}\n`;

/** A time with microseconds, as text that sorts by time. */
export const isoTime = (time: Date): string => time.toISOString().replace('Z', '000Z');

/** A new name for a delta. Names sort by time, and no two are the same: `20261129T010203456-0123456789abcdef`. */
export const newDeltaId = (now: Date): string =>
  `${now.toISOString().replace(/[-:.Z]/g, '')}-${randomBytes(8).toString('hex')}`;

/** Whether a source key looks like a delta or a receipt, in a lake anywhere in the source. */
export const isNamedAsDelta = (key: string): boolean =>
  /(?:^|\/)(?:changes|receipts)\/day=[\d-]{10}\/\d{8}T\d{9}-[0-9a-f]{16}\.(?:csv|txt)\.gz$/.test(key);

/** Whether a text is the name of a delta. */
export const isDeltaId = (text: string): boolean => /^\d{8}T\d{9}-[0-9a-f]{16}$/.test(text);

/** The key of a delta: `changes/day=2026-11-29/ID.csv.gz`. */
export const deltaKey = (id: string): string => `${CHANGES}${dayFolder(id)}${id}.csv.gz`;

/** The key of the receipt of a delta. */
export const receiptKey = (id: string): string => `${RECEIPTS}${dayFolder(id)}${id}.txt.gz`;

const dayFolder = (id: string): string => `${DAY_KEY}=${id.slice(0, 4)}-${id.slice(4, 6)}-${id.slice(6, 8)}/`;
