import {
  CreateTableCommand,
  DeleteTableCommand,
  type TableInput,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import type { AwsClients } from '../aws-clients.ts';
import { type CatalogSettings, tablesOf } from '../deploy.ts';

/**
 * Changes the tables in the catalog as CloudFormation does when a stack is deployed with other settings: it creates those that
 * are new, updates those whose template is another one, deletes those that are gone, and does not look at the others.
 */
export async function deployAgain(
  { glue }: AwsClients,
  before: CatalogSettings,
  after: CatalogSettings,
): Promise<void> {
  const former = new Map(tablesOf(before).map((table) => [table.TableInput.Name, table]));
  const DatabaseName = after.glueDatabase;
  for (const { TableInput } of tablesOf(after)) {
    const known = former.get(TableInput.Name);
    if (known === undefined) await glue.send(new CreateTableCommand({ DatabaseName, TableInput }));
    else if (!isSame(known.TableInput, TableInput))
      await glue.send(new UpdateTableCommand({ DatabaseName, TableInput }));
    former.delete(TableInput.Name);
  }
  for (const Name of former.keys()) await glue.send(new DeleteTableCommand({ DatabaseName, Name }));
}

const isSame = (a: TableInput, b: TableInput): boolean => JSON.stringify(a) === JSON.stringify(b);
