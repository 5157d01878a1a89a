import { Aws } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-glue';
import type { Construct } from 'constructs';
import type { ViewColumn } from '../sql/view-columns.ts';
import type { View } from '../sql/views.ts';

export interface GlueViewProps {
  readonly database: string;
  readonly view: View;
  /** What the view selects; a view whose types are others is stale, and Athena refuses it. */
  readonly columns: readonly ViewColumn[];
}

/** A view of Athena's, as a table of the Glue catalog. */
export class GlueView extends CfnTable {
  constructor(scope: Construct, id: string, { database, view, columns }: GlueViewProps) {
    super(scope, id, {
      catalogId: Aws.ACCOUNT_ID,
      databaseName: database,
      tableInput: {
        name: view.name,
        // no description: the engine takes it for the comment, by which it knows a view; what the rows are is said in
        // the SQL. Whom a view belongs to means nothing in Glue, but without an owner the engine takes none
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
 * The definition of a view as Athena keeps it in Glue: names in the SQL that have no database are looked up in
 * `schema`. Source: Trino, ConnectorViewDefinition and ViewReaderUtil (plugin/trino-hive).
 */
function prestoView(schema: string, originalSql: string, columns: readonly ViewColumn[]): string {
  const definition = {
    originalSql,
    // as a view keeps it, in lower case, whatever the console shows
    catalog: 'awsdatacatalog',
    schema,
    columns: columns.map(({ name, type }) => ({ name, type })),
  };
  return `/* Presto View: ${Buffer.from(JSON.stringify(definition)).toString('base64')} */`;
}

function hiveType(type: ViewColumn['type']): string {
  switch (type) {
    case 'varchar':
      return 'string';
    case 'integer':
      return 'int';
    case 'timestamp(6)':
      return 'timestamp';
    default:
      return type;
  }
}
