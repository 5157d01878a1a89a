import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { askTrino } from '../trino-client.ts';
import { installTrino } from './install.ts';
import { findJava } from './java.ts';
import { type Service, startService } from './service.ts';

/** Milliseconds. A start takes 15 s, or minutes on a busy machine. */
const TIMEOUT = 300_000;

/**
 * Starts Trino with a catalog that is named like that of Athena: Hive tables in a Glue Data Catalog and S3. It redirects
 * statements about Iceberg tables to a second catalog, `iceberg`, in which they have to be created.
 */
export async function startTrino(folder: string, aws: string): Promise<Service> {
  const java = findJava();
  const { lib, plugins } = await installTrino();
  const catalogs = join(folder, 'catalog');
  mkdirSync(catalogs, { recursive: true });
  writeFileSync(join(catalogs, 'awsdatacatalog.properties'), properties(hiveCatalog(aws)));
  writeFileSync(join(catalogs, 'iceberg.properties'), properties(icebergCatalog(aws)));
  return startService(
    'Trino',
    (port) => {
      const config = join(folder, 'config.properties');
      writeFileSync(config, properties(serverOn(port)));
      return {
        program: java,
        args: [
          ...JVM,
          ...Object.entries({
            'user.timezone': 'UTC',
            'node.environment': 'test',
            'node.id': 'test',
            'node.data-dir': join(folder, 'data'),
            config,
            'catalog.config-dir': catalogs,
            'plugin.dir': plugins,
          }).map(([name, value]) => `-D${name}=${value}`),
          '-cp',
          join(lib, '*'),
          'io.trino.server.TrinoServer',
        ],
        folder,
        log: join(folder, 'trino.log'),
      };
    },
    async (url) => (await askTrino(url, 'SELECT 1')).rows.length === 1,
    TIMEOUT,
  );
}

const JVM = [
  '-Xmx2G',
  '-XX:+ExitOnOutOfMemoryError',
  '-Djdk.attach.allowAttachSelf=true',
  '--enable-native-access=ALL-UNNAMED',
  '--sun-misc-unsafe-memory-access=allow',
];

const serverOn = (port: number): Record<string, string> => ({
  coordinator: 'true',
  'node-scheduler.include-coordinator': 'true',
  'http-server.http.port': String(port),
  'discovery.uri': `http://127.0.0.1:${port}`,
  'node.internal-address': '127.0.0.1',
  'node.bind-ip': '127.0.0.1',
  // on a busy machine, tests may not ask for a result for minutes
  'query.client.timeout': '30m',
  'query.max-memory': '600MB',
  'query.max-memory-per-node': '600MB',
  'memory.heap-headroom-per-node': '300MB',
});

const hiveCatalog = (aws: string): Record<string, string> => ({
  'connector.name': 'hive',
  'hive.metastore': 'glue',
  ...glueAndS3(aws),
  'hive.iceberg-catalog-name': 'iceberg',
  'hive.security': 'allow-all',
  'hive.partition-projection-enabled': 'true',
  // moto has no column statistics
  'hive.table-statistics-enabled': 'false',
});

const icebergCatalog = (aws: string): Record<string, string> => ({
  'connector.name': 'iceberg',
  'iceberg.catalog.type': 'glue',
  // Athena keeps no more than a day of snapshots, and tests less
  'iceberg.expire-snapshots.min-retention': '0s',
  'iceberg.remove-orphan-files.min-retention': '0s',
  // by default, it reads small files whole, and up to a megabyte between two columns: here, that is all of a table
  'parquet.small-file-threshold': '0B',
  'parquet.max-merge-distance': '0B',
  ...glueAndS3(aws),
});

const glueAndS3 = (aws: string): Record<string, string> => ({
  'hive.metastore.glue.region': REGION,
  'hive.metastore.glue.endpoint-url': aws,
  'hive.metastore.glue.aws-access-key': KEY,
  'hive.metastore.glue.aws-secret-key': KEY,
  'fs.native-s3.enabled': 'true',
  's3.endpoint': aws,
  's3.region': REGION,
  's3.path-style-access': 'true',
  's3.aws-access-key': KEY,
  's3.aws-secret-key': KEY,
});

/** The region that Trino and the clients use. */
export const REGION = 'us-east-1';
const KEY = 'test';

const properties = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
