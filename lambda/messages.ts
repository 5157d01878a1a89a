import { bucketsOf, type Source } from '../lib/deployment/sources.ts';
import type { SourceFile } from '../lib/lake/extraction.ts';

// The messages that the header extractor receives, and the source files that they name.

/** Which source objects the lake covers. */
export interface SourceFilter {
  readonly sources: readonly Source[];
  /** Whether the lake covers a source file, by its bucket, prefix and suffix. */
  readonly wants: (file: SourceFile) => boolean;
}

/** A message that cannot be processed. It belongs in the dead-letter queue. */
export class MessageRefused extends Error {
  override readonly name = 'MessageRefused';
}

/**
 * Returns the source files that a message asks to sync; none if the lake does not cover them. A message is only a hint:
 * what happened to an object, and when, is ignored.
 *
 * A message is one of: an S3 event sent through EventBridge (raw keys); an S3 event notification (URL-encoded keys, with
 * `+` for a space); or `{"bucket": ..., "key": ...}` (raw key).
 *
 * Source: Amazon S3 User Guide, "EventBridge event message structure", "Event message structure".
 *
 * @throws MessageRefused if it is none of these, or if it names another bucket
 */
export function filesOf(body: string, { sources, wants }: SourceFilter): SourceFile[] {
  const buckets = bucketsOf(sources);
  return objectsIn(parsed(body)).flatMap((file) => {
    if (!buckets.includes(file.bucket))
      throw new MessageRefused(
        `the message is about the bucket ${quoted(file.bucket)}, but sourceBucket is ${buckets.map(quoted).join(', ')}; ` +
          'if sourceBucket was changed after the message was sent, delete the message',
      );
    return wants(file) ? [file] : [];
  });
}

type JsonObject = Readonly<Record<string, unknown>>;

function parsed(body: string): JsonObject {
  try {
    const value: unknown = JSON.parse(body);
    if (isObject(value)) return value;
  } catch (error) {
    throw new MessageRefused(`the message is not JSON: ${error instanceof Error ? error.message : error}`);
  }
  throw new MessageRefused('the message is not a JSON object');
}

function objectsIn(message: JsonObject): SourceFile[] {
  if (message['source'] === 'aws.s3') return [objectOf(message['detail'], 'detail')];
  if (Array.isArray(message['Records'])) {
    return message['Records'].map((record: unknown, i) => {
      const { bucket, key } = objectOf(field(record, 's3'), `Records[${i}].s3`);
      return { bucket, key: urlDecoded(key) };
    });
  }
  // S3 sends this when a notification is configured
  if (message['Event'] === 's3:TestEvent') return [];
  const { bucket, key } = message;
  if (isText(bucket) && isText(key)) return [{ bucket, key }];
  const names = Object.keys(message).slice(0, 20).map(quoted).join(', ');
  throw new MessageRefused(
    `the message is neither an S3 event nor {"bucket": ..., "key": ...}; its fields are: ${names || 'none'}`,
  );
}

/** @param path where `event` is in the message, for errors */
function objectOf(event: unknown, path: string): SourceFile {
  const bucket = field(field(event, 'bucket'), 'name');
  const key = field(field(event, 'object'), 'key');
  if (!isText(bucket)) throw new MessageRefused(`the message is an S3 event without ${path}.bucket.name`);
  if (!isText(key)) throw new MessageRefused(`the message is an S3 event without ${path}.object.key`);
  return { bucket, key };
}

function urlDecoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    throw new MessageRefused(`the key in the message is not URL-encoded: ${quoted(key)}`);
  }
}

/** Characters of a quoted text that are kept. A key has at most 1,024 bytes. */
const MAX_QUOTED = 1100;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const field = (value: unknown, name: string): unknown => (isObject(value) ? value[name] : undefined);
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const quoted = (text: string): string =>
  JSON.stringify(text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}...` : text);
