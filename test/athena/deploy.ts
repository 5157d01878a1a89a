import {
  CreateDatabaseCommand,
  CreateTableCommand,
  type DatabaseInput,
  type TableInput,
} from '@aws-sdk/client-glue';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import type { NamedQuery } from '../../lib/sql/queries.ts';
import { type Resource, synthesized } from '../helpers/synthesized.ts';
import type { AwsClients } from './aws-clients.ts';
import { resolved } from './intrinsics.ts';

// Creates the catalog of a lake in moto, as the stack would create it on AWS.

const ACCOUNT = '123456789012';

/** The names of a deployed lake. */
export interface Deployed {
  readonly database: string;
  readonly bucket: string;
  /** The named queries of the workgroup. */
  readonly queries: readonly Pick<NamedQuery, 'name' | 'sql'>[];
}

/**
 * Creates the lake's bucket, the database, its table and its views, each with exactly the properties in the template of the
 * stack. The rest of the stack is not created.
 *
 * @param settings as for `cdk deploy -c`
 */
export async function deploy(
  { glue, s3 }: AwsClients,
  settings: { readonly glueDatabase: string; readonly keywords: string },
): Promise<Deployed> {
  const bucket = `lake-of-${settings.glueDatabase.replaceAll('_', '-')}`;
  const { of, resources } = synthesized({ ...settings, targetBucket: bucket });
  const nameOf = ({ id, Properties }: Resource) => String(Properties['BucketName'] ?? id);
  const refs = {
    'AWS::AccountId': ACCOUNT,
    ...Object.fromEntries(resources.map((resource) => [resource.id, nameOf(resource)])),
  };
  const properties = <T>(type: string): T[] =>
    of(type).map(({ Properties }) => resolved(Properties, refs) as T);

  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  for (const { DatabaseInput } of properties<{ DatabaseInput: DatabaseInput }>('AWS::Glue::Database')) {
    await glue.send(new CreateDatabaseCommand({ DatabaseInput }));
  }
  for (const table of properties<{ DatabaseName: string; TableInput: TableInput }>('AWS::Glue::Table')) {
    await glue.send(new CreateTableCommand(table));
  }
  const queries = properties<{ Name: string; QueryString: string }>('AWS::Athena::NamedQuery');
  return {
    database: settings.glueDatabase,
    bucket,
    queries: queries.map(({ Name, QueryString }) => ({ name: Name, sql: QueryString })),
  };
}
