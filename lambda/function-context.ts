import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { GlueClient } from '@aws-sdk/client-glue';
import { type Environment, sourcesIn } from '../lib/deployment/function-variables.ts';
import { isCovered } from '../lib/deployment/sources.ts';
import { isNamedAsDelta } from '../lib/lake/changes/delta.ts';
import { isNamedAsLakeObject } from '../lib/lake/naming.ts';
import { suffixTest } from '../lib/lake/suffixes.ts';
import type { DerivationSettings } from '../lib/sky/rules.ts';
import { s3Store } from '../lib/stores/s3.ts';
import { s3Client } from '../lib/stores/s3-client.ts';
import type { Store } from '../lib/stores/store.ts';
import { readDerivation, readEnvironment } from './environment.ts';
import type { LakeTable } from './glue-partitions.ts';
import { type KnownPartitions, knownPartitions } from './known-partitions.ts';
import type { SourceFilter } from './messages.ts';
import type { SourceOf } from './process-items.ts';

/** What a function that syncs files keeps for the lifetime of its container. */
export interface FunctionContext extends SourceFilter {
  readonly environment: Environment;
  readonly sourceOf: SourceOf;
  readonly lake: Store;
  /** How values are derived from headers. */
  readonly derivation: DerivationSettings;
  readonly table: LakeTable;
  readonly known: KnownPartitions;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/**
 * Reads the environment and the custom rules, and opens the stores; makes no request.
 *
 * @throws EnvironmentRefused
 */
export function functionContext(variables: Readonly<Record<string, string | undefined>>): FunctionContext {
  const environment = readEnvironment(variables);
  const { suffixes, targetBucket, owner } = environment;
  const sources = sourcesIn(environment);
  const client = s3Client();
  const hasSuffix = suffixTest(suffixes);
  return {
    environment,
    sources,
    // what is in lakes is excluded: with the suffix .gz, two stacks that read each other's lakes would never stop
    wants: (file) =>
      isCovered(sources, file) &&
      hasSuffix(file.key) &&
      !isNamedAsLakeObject(file.key) &&
      !isNamedAsDelta(file.key),
    sourceOf: (bucket) => s3Store({ client, bucket, owner }),
    lake: s3Store({ client, bucket: targetBucket, owner }),
    derivation: readDerivation(environment, variables),
    table: {
      client: new GlueClient({
        maxAttempts: 6,
        requestHandler: { connectionTimeout: 5000, socketTimeout: 20_000 },
      }),
      database: environment.database,
      table: environment.table,
      bucket: targetBucket,
    },
    known: knownPartitions(),
    logger: new Logger(),
    metrics: new Metrics(),
  };
}
