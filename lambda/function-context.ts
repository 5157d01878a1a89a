import { GlueClient } from '@aws-sdk/client-glue';
import { isNamedAsLakeObject } from '../lib/lake/naming.ts';
import { suffixTest } from '../lib/lake/suffixes.ts';
import { s3Store } from '../lib/stores/s3.ts';
import { s3Client } from '../lib/stores/s3-client.ts';
import { readEnvironment } from './environment.ts';
import { knownPartitions } from './known-partitions.ts';

/**
 * What a function that looks at files works with: made once a container.
 *
 * @throws EnvironmentRefused
 */
export function functionContext(variables: Readonly<Record<string, string | undefined>>) {
  const environment = readEnvironment(variables);
  const { sourceBucket, sourcePrefix, suffixes, targetBucket, owner } = environment;
  const client = s3Client();
  const hasSuffix = suffixTest(suffixes);
  return {
    environment,
    source: s3Store({ client, bucket: sourceBucket, owner }),
    lake: s3Store({ client, bucket: targetBucket, owner }),
    glue: new GlueClient({
      maxAttempts: 6,
      requestHandler: { connectionTimeout: 5000, socketTimeout: 20_000 },
    }),
    known: knownPartitions(),
    /**
     * Whether a key of the source is one that the lake is about. Objects of a lake are not: with the suffix `.gz`, two
     * stacks that read each other's lakes would feed each other for ever.
     */
    wants: (key: string): boolean =>
      key.startsWith(sourcePrefix) && hasSuffix(key) && !isNamedAsLakeObject(key),
  };
}
