// Messages as the header extractor receives them, about objects that were created.

/** An S3 event sent through EventBridge, with a raw key. */
export const eventBridge = (bucket: string, key: string): string =>
  JSON.stringify({
    version: '0',
    'detail-type': 'Object Created',
    source: 'aws.s3',
    resources: [`arn:aws:s3:::${bucket}`],
    detail: { version: '0', bucket: { name: bucket }, object: { key, size: 2880 }, reason: 'PutObject' },
  });

/** An S3 event notification, with keys encoded like the fields of an HTML form. */
export const notification = (bucket: string, ...keys: string[]): string =>
  JSON.stringify({
    Records: keys.map((key) => ({
      eventSource: 'aws:s3',
      eventName: 'ObjectCreated:Put',
      s3: { bucket: { name: bucket }, object: { key: new URLSearchParams({ key }).toString().slice(4) } },
    })),
  });

/** A plain message, with a raw key. */
export const plain = (bucket: string, key: string): string => JSON.stringify({ bucket, key });
