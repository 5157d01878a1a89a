// serve --stack: the services of the VO over the lake of a stack.
// It loads the AWS SDK, which takes time: import it only when it is needed.

import { athenaAsker } from '../../engines/athena/athena-asker.ts';
import { openAthena } from '../../engines/athena/open-athena.ts';
import { startServer } from '../../serve/serve.ts';
import { queryClients } from '../aws/clients.ts';
import { deployedStack } from '../aws/deployed.ts';
import { stackFailure } from '../aws/problem.ts';
import type { ExitCode } from '../errors.ts';
import type { S3Settings } from '../options/s3.ts';
import { onError, runUntilSignal, type ServeRequest, started } from './running.ts';
import { voAddresses, voServices } from './vo.ts';
import { exposureNotes } from './words.ts';

/** A server over the lake of a stack. */
export interface StackServeRequest extends ServeRequest {
  readonly stack: string;
  readonly aws: S3Settings;
}

/** Serves the lake of a stack until a signal. Throws RunFailed. */
export async function serveStack(request: StackServeRequest): Promise<ExitCode> {
  const { access, port, stack, timeoutMs } = request;
  const asker = athenaAsker(await athenaOf(request), timeoutMs);
  const services = voServices({ asker, dialect: 'trino', keywords: [], files: false });
  const server = await started(request, () =>
    startServer({
      host: access.host,
      url: access.url,
      port,
      token: access.token,
      page: undefined,
      routes: {},
      services: services.at,
      onError,
    }),
  );
  try {
    const cost = `Athena answers the queries of ${stack}, and you pay for the data that they scan`;
    return await runUntilSignal(request, voAddresses(server.url), [
      ...exposureNotes(access, undefined),
      cost,
    ]);
  } finally {
    services.close();
    await server.close();
  }
}

async function athenaOf({ stack, aws }: StackServeRequest) {
  try {
    const { cloudFormation, athena } = await queryClients(aws);
    const { outputs } = await deployedStack(cloudFormation, stack, { needs: ['Workgroup', 'Database'] });
    return openAthena({ client: athena, workgroup: outputs.Workgroup, database: outputs.Database });
  } catch (error) {
    throw stackFailure(error);
  }
}
