import { awsClients } from '../aws-clients.ts';
import { type Deployed, deploy } from '../deploy.ts';
import type { TrinoStats } from '../trino-client.ts';
import { type LiveLake, liveLake } from './live-lake.ts';

/** Deploys a catalog with compaction, over an empty lake. */
export async function compactedLake(
  database: string,
): Promise<{ readonly deployed: Deployed; readonly lake: LiveLake }> {
  const clients = awsClients();
  const deployed = await deploy(clients, {
    glueDatabase: database,
    keywords: '',
    compaction: 'rate(1 day)',
  });
  return { deployed, lake: liveLake(clients, deployed) };
}

/** Prints what a statement took. */
export const printStats = (
  what: string,
  { physicalInputBytes, physicalWrittenBytes, elapsedTimeMillis, cpuTimeMillis }: TrinoStats,
): void =>
  console.log(
    `${what}: ${physicalInputBytes} bytes read, ${physicalWrittenBytes} written, ${elapsedTimeMillis} ms, ${cpuTimeMillis} ms of CPU`,
  );
