import { type Source, sourcesToText, sourceUrl } from '../../deployment/sources.ts';
import { optional, type Reader, type Refuse } from '../../settings/readers.ts';
import { SettingRefused } from '../../settings/refused.ts';
import { keyArn, prefix, sourceBucketReader } from './readers.ts';

// The setting sourceBucket as a list: [{"bucket": "archive", "prefix": "raw/"}, "calibrations"].

/** A source, and the key of its objects. */
export interface EncryptedSource extends Source {
  /** The ARN of the customer-managed key of the objects, if they have one. */
  readonly kmsKeyArn: string | undefined;
}

const NAME = 'sourceBucket';

/** The most bytes of a list in the environment of a function, which may have 4 KB in all. */
const MAX_BYTES = 2000;

/** Whether a value of the setting is a list, or the text of one: `-c` passes text. */
export const isListOfSources = (value: unknown): boolean =>
  Array.isArray(value) || (typeof value === 'string' && value.trimStart().startsWith('['));

/**
 * Reads a list of sources. The result is sorted, so that their order in the list does not matter.
 *
 * @throws SettingRefused that names every wrong entry by its index and value
 */
export function readSources(value: unknown): readonly EncryptedSource[] {
  const entries = Array.isArray(value) ? (value as readonly unknown[]) : parsed(String(value));
  if (entries.length === 0)
    throw new SettingRefused(NAME, entries, 'is an empty list: name the buckets with your FITS files');
  const problems: SettingRefused[] = [];
  const sources = entries.flatMap((entry, index) => {
    try {
      return [readEntry(entry, `${NAME}[${index}]`)];
    } catch (error) {
      if (!(error instanceof SettingRefused)) throw error;
      problems.push(error);
      return [];
    }
  });
  // indexes count only if no entry is left out
  if (problems.length === 0) problems.push(...overlaps(sources, entries));
  const [first, ...others] = problems;
  if (first !== undefined && others.length === 0) throw first;
  if (first !== undefined)
    throw new SettingRefused(
      NAME,
      undefined,
      `${problems.length} entries are wrong: ${problems.map(({ message }) => message).join('; ')}`,
    );
  const bytes = Buffer.byteLength(sourcesToText(sources));
  if (bytes > MAX_BYTES)
    throw new SettingRefused(
      NAME,
      value,
      `is too long: names and prefixes have ${bytes} bytes, and the environment of a function has room for ${MAX_BYTES}`,
    );
  return sources.toSorted((a, b) => compare(a.bucket, b.bucket) || compare(a.prefix, b.prefix));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function parsed(text: string): readonly unknown[] {
  try {
    return JSON.parse(text) as unknown[];
  } catch {
    throw new SettingRefused(
      NAME,
      text,
      `begins like a list, but is not JSON, such as '["archive", {"bucket": "survey", "prefix": "raw/"}]'`,
    );
  }
}

const FIELDS = ['bucket', 'prefix', 'kmsKeyArn'];

function readEntry(entry: unknown, name: string): EncryptedSource {
  if (typeof entry === 'string')
    return readFields({ bucket: entry }, name, (why) => refuseWith(name, entry, why));
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
    return refuseWith(name, entry, 'is neither the name of a bucket nor {bucket, prefix, kmsKeyArn}');
  const unknown = Object.keys(entry).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined)
    return refuseWith(name, entry, `has the field ${unknown}: an entry has bucket, prefix and kmsKeyArn`);
  if (!('bucket' in entry)) return refuseWith(name, entry, 'has no bucket');
  return readFields(entry, name);
}

/** @param refuse what is wrong with the bucket; by default, the field is named */
function readFields(fields: object, name: string, refuse?: Refuse): EncryptedSource {
  const read = <T>(field: string, reader: Reader<T>, isExact: boolean, refuseField?: Refuse): T => {
    const value: unknown = (fields as Readonly<Record<string, unknown>>)[field] ?? '';
    const wrong = refuseField ?? ((why: string) => refuseWith(`${name}.${field}`, value, why));
    if (typeof value !== 'string') return wrong('is not a string');
    return reader(isExact && value.trim() !== '' ? value : value.trim(), wrong);
  };
  return {
    bucket: read('bucket', sourceBucketReader('prefix'), false, refuse),
    // keys may begin with blanks
    prefix: read('prefix', prefix, true),
    kmsKeyArn: read('kmsKeyArn', optional(keyArn), false),
  };
}

function refuseWith(name: string, value: unknown, why: string): never {
  throw new SettingRefused(name, value, why);
}

/** Entries that contain files of an earlier entry: each file would be in two sources. */
const overlaps = (sources: readonly EncryptedSource[], entries: readonly unknown[]): SettingRefused[] =>
  sources.flatMap((source, index) => {
    const earlier = sources.findIndex((other, at) => at < index && isOverlapping(other, source));
    const other = sources[earlier];
    if (other === undefined) return [];
    const why =
      other.prefix === source.prefix
        ? `is also ${NAME}[${earlier}]: leave one of them out`
        : `overlaps ${NAME}[${earlier}], ${sourceUrl(other)}: a file would be in both; leave out the narrower one`;
    return [new SettingRefused(`${NAME}[${index}]`, entries[index], why)];
  });

const isOverlapping = (a: Source, b: Source): boolean =>
  a.bucket === b.bucket && (a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix));
