// Messages as the header extractor gets them, about objects that were created.

/** S3's event by EventBridge: its key is raw. */
export const eventBridge = (bucket: string, key: string): string =>
  JSON.stringify({
    version: '0',
    'detail-type': 'Object Created',
    source: 'aws.s3',
    resources: [`arn:aws:s3:::${bucket}`],
    detail: { version: '0', bucket: { name: bucket }, object: { key, size: 2880 }, reason: 'PutObject' },
  });

/** S3's notification: its keys are encoded as those of HTML forms are. */
export const notification = (bucket: string, ...keys: string[]): string =>
  JSON.stringify({
    Records: keys.map((key) => ({
      eventSource: 'aws:s3',
      eventName: 'ObjectCreated:Put',
      s3: { bucket: { name: bucket }, object: { key: new URLSearchParams({ key }).toString().slice(4) } },
    })),
  });

export const plain = (bucket: string, key: string): string => JSON.stringify({ bucket, key });
