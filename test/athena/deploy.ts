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

/** The settings of a stack that its catalog depends on, as for `cdk deploy -c`. */
export interface CatalogSettings {
  readonly glueDatabase: string;
  readonly keywords: string;
  readonly compaction?: string;
}

/** A table or view in the template. */
type Table = { readonly DatabaseName: string; readonly TableInput: TableInput & { readonly Name: string } };

const bucketOf = ({ glueDatabase }: CatalogSettings): string =>
  `lake-of-${glueDatabase.replaceAll('_', '-')}`;

/** The properties of the template's resources of a type. */
function propertiesOf<T>(settings: CatalogSettings, type: string): T[] {
  const { of, resources } = synthesized({ ...settings, targetBucket: bucketOf(settings) });
  const nameOf = ({ id, Properties }: Resource) => String(Properties['BucketName'] ?? id);
  const refs = {
    'AWS::AccountId': ACCOUNT,
    ...Object.fromEntries(resources.map((resource) => [resource.id, nameOf(resource)])),
  };
  return of(type).map(({ Properties }) => resolved(Properties, refs) as T);
}

/** The tables and views of the catalog, each with exactly the properties in the template of the stack. */
export const tablesOf = (settings: CatalogSettings): Table[] => propertiesOf(settings, 'AWS::Glue::Table');

/**
 * Creates the lake's bucket, the database, its table and its views, each with exactly the properties in the template of the
 * stack. The rest of the stack is not created.
 */
export async function deploy({ glue, s3 }: AwsClients, settings: CatalogSettings): Promise<Deployed> {
  const bucket = bucketOf(settings);
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  for (const { DatabaseInput } of propertiesOf<{ DatabaseInput: DatabaseInput }>(
    settings,
    'AWS::Glue::Database',
  )) {
    await glue.send(new CreateDatabaseCommand({ DatabaseInput }));
  }
  for (const table of tablesOf(settings)) await glue.send(new CreateTableCommand(table));
  const queries = propertiesOf<{ Name: string; QueryString: string }>(settings, 'AWS::Athena::NamedQuery');
  return {
    database: settings.glueDatabase,
    bucket,
    queries: queries.map(({ Name, QueryString }) => ({ name: Name, sql: QueryString })),
  };
}
