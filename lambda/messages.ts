/** What of the source is ours. */
export interface SourceFilter {
  readonly bucket: string;
  /** Whether a key is to be looked at: by its prefix and suffix. */
  readonly wants: (key: string) => boolean;
}

/** A message that cannot be processed: it belongs in the dead-letter queue. */
export class MessageRefused extends Error {
  override readonly name = 'MessageRefused';
}

/**
 * The keys that a message asks to look at, none where it has nothing for us. A message is only a hint: what
 * happened to a key, and when, is not looked at.
 *
 * It may be an event of S3 by EventBridge (raw keys), a notification of S3 (its keys are URL-encoded, with a
 * `+` for a blank), or just `{"bucket": ..., "key": ...}` (raw).
 *
 * Source: Amazon S3 User Guide, "EventBridge event message structure", "Event message structure".
 *
 * @throws MessageRefused where it is none of those, or names another bucket
 */
export function keysOf(body: string, { bucket, wants }: SourceFilter): string[] {
  return placesOf(parsed(body)).flatMap((place) => {
    if (place.bucket !== bucket)
      throw new MessageRefused(
        `it is about the bucket ${quoted(place.bucket)}, but sourceBucket is ${quoted(bucket)}; ` +
          'if sourceBucket was changed, the message was sent before that and can be deleted',
      );
    return wants(place.key) ? [place.key] : [];
  });
}

interface Named {
  readonly bucket: string;
  readonly key: string;
}

/** Any JSON value, as something whose fields can be asked for. */
type Fields = Readonly<Record<string, unknown>>;

function parsed(body: string): Fields {
  try {
    const value: unknown = JSON.parse(body);
    if (isObject(value)) return value;
  } catch (error) {
    throw new MessageRefused(`it is no JSON: ${error instanceof Error ? error.message : error}`);
  }
  throw new MessageRefused('it is no JSON object');
}

function placesOf(message: Fields): Named[] {
  if (message['source'] === 'aws.s3') return [named(message['detail'], 'detail')];
  if (Array.isArray(message['Records'])) {
    return message['Records'].map((record: unknown, i) => {
      const { bucket, key } = named(field(record, 's3'), `Records[${i}].s3`);
      return { bucket, key: decoded(key) };
    });
  }
  // S3 sends it when a notification is set up
  if (message['Event'] === 's3:TestEvent') return [];
  const { bucket, key } = message;
  if (isText(bucket) && isText(key)) return [{ bucket, key }];
  const names = Object.keys(message).slice(0, 20).map(quoted).join(', ');
  throw new MessageRefused(
    `it is neither an event of S3 nor {"bucket": ..., "key": ...}; its fields are: ${names || 'none'}`,
  );
}

/** The object that an event of S3 is about; `where` in the message it says so. */
function named(event: unknown, where: string): Named {
  const bucket = field(field(event, 'bucket'), 'name');
  const key = field(field(event, 'object'), 'key');
  if (!isText(bucket)) throw new MessageRefused(`it is an event of S3 without ${where}.bucket.name`);
  if (!isText(key)) throw new MessageRefused(`it is an event of S3 without ${where}.object.key`);
  return { bucket, key };
}

function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    throw new MessageRefused(`its key is not URL-encoded: ${quoted(key)}`);
  }
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const field = (value: unknown, name: string): unknown => (isObject(value) ? value[name] : undefined);
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const quoted = (text: string): string =>
  JSON.stringify(text.length > 1100 ? `${text.slice(0, 1100)}...` : text);
