import { Aws } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-glue';
import type { Construct } from 'constructs';
import type { ViewColumn } from '../sql/columns/definition.ts';
import { hiveType } from '../sql/hive-type.ts';
import type { View } from '../sql/views.ts';

/** The view, and where it is. */
export interface GlueViewProps {
  readonly database: string;
  readonly view: Pick<View, 'sql'> & { readonly name: string };
  /** The columns that the view selects. If their types differ, Athena calls the view stale and refuses it. */
  readonly columns: readonly Pick<ViewColumn, 'name' | 'type'>[];
}

/** An Athena view, stored as a table of the Glue catalog. */
export class GlueView extends CfnTable {
  constructor(scope: Construct, id: string, { database, view, columns }: GlueViewProps) {
    super(scope, id, {
      catalogId: Aws.ACCOUNT_ID,
      databaseName: database,
      tableInput: {
        name: view.name,
        // No description: the engine reads it as the comment, which has to be 'Presto View'. The SQL describes the
        // rows. The owner means nothing to Glue, but the engine refuses a view without one.
        owner: 'fits-datalake',
        tableType: 'VIRTUAL_VIEW',
        parameters: { presto_view: 'true', comment: 'Presto View' },
        partitionKeys: [],
        storageDescriptor: {
          columns: columns.map(({ name, type }) => ({ name, type: hiveType(type) })),
          location: '',
          serdeInfo: {},
        },
        viewOriginalText: prestoView(database, view.sql, columns),
        viewExpandedText: '/* Presto View */',
      },
    });
  }
}

/**
 * The definition of a view in the form in which Athena stores it. `schema` is the database of the tables that the SQL
 * names without one.
 *
 * Source: Trino, ConnectorViewDefinition and ViewReaderUtil (plugin/trino-hive).
 */
function prestoView(schema: string, originalSql: string, columns: GlueViewProps['columns']): string {
  const definition = {
    originalSql,
    // in lower case, although the console shows AwsDataCatalog
    catalog: 'awsdatacatalog',
    schema,
    columns: columns.map(({ name, type }) => ({ name, type })),
  };
  return `/* Presto View: ${Buffer.from(JSON.stringify(definition)).toString('base64')} */`;
}
