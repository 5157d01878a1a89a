import { Aws, Stack } from 'aws-cdk-lib';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { DAY_KEY } from '../lake/changes/delta.ts';
import {
  CHANGES_PARAMETERS,
  CHANGES_TABLE,
  changesDescriptor,
  headersLocation,
  PARTITION_KEY,
  storageDescriptor,
  TABLE,
  TABLE_PARAMETERS,
} from '../lake/table.ts';
import { compactedViews, machineViews } from '../sql/compaction/views.ts';
import { viewColumns } from '../sql/view-columns.ts';
import { views } from '../sql/views.ts';
import { GlueView } from './glue-view.ts';
import type { Settings } from './settings/settings.ts';

/** What the catalog is built from. */
export interface CatalogProps {
  /** The bucket that the lake is in. */
  readonly bucket: IBucket;
  readonly settings: Pick<Settings, 'glueDatabase' | 'keywords' | 'compaction'>;
}

/** The lake in the Glue catalog: a database, the table of the lake's rows, the views over it, and the table of changes. */
export class Catalog extends Construct {
  /** The name of the database. */
  readonly database: string;
  /** The name of the table. */
  readonly table = TABLE;
  /** The names of the views. */
  readonly views: readonly string[];
  /** The resources that a policy has to name for an action on the table: catalog, database and table. */
  readonly tableArns: readonly string[];
  /** The same for an action on every table and view of the database. */
  readonly allTableArns: readonly string[];

  constructor(scope: Construct, id: string, { bucket, settings }: CatalogProps) {
    super(scope, id);
    this.database = settings.glueDatabase;
    const database = new CfnDatabase(this, 'Database', {
      catalogId: Aws.ACCOUNT_ID,
      databaseInput: { name: this.database, description: 'The headers of the FITS files in a bucket' },
    });
    const table = lakeRows(this, this.database, bucket);
    table.addResourceDependency(database);
    const isCompacted = settings.compaction !== '';
    const tables = isCompacted
      ? [table, changesTable(this, this.database, bucket), ...this.machineViews(settings)]
      : [table];
    for (const created of tables.slice(1)) created.addResourceDependency(database);
    const declared = isCompacted
      ? compactedViews(settings.keywords)
      : views(settings.keywords).map((view) => ({
          ...view,
          columns: viewColumns(view.name, settings.keywords),
        }));
    for (const view of declared) {
      const glueView = new GlueView(this, pascal(view.name), {
        database: this.database,
        view,
        columns: view.columns,
      });
      for (const created of tables) glueView.addResourceDependency(created);
    }
    this.views = declared.map(({ name }) => name);
    this.tableArns = this.arnsOf(this.table);
    this.allTableArns = this.arnsOf('*');
  }

  /** The resources that a policy has to name for an action on some tables: catalog, database and tables. */
  arnsOf(...tables: readonly string[]): string[] {
    return [
      glueArn(this, 'catalog'),
      glueArn(this, 'database', this.database),
      ...tables.map((table) => glueArn(this, 'table', `${this.database}/${table}`)),
    ];
  }

  /** The views that the compaction replaces. The id of each is its name, so that another definition is another resource. */
  private machineViews({ keywords }: CatalogProps['settings']): GlueView[] {
    return machineViews(keywords).map(
      (view) => new GlueView(this, view.name, { database: this.database, view, columns: view.columns }),
    );
  }
}

/**
 * The table of the lake's rows. It is declared here because a crawler could not infer it: every column of the CSV is
 * text.
 */
function lakeRows(scope: Construct, database: string, bucket: IBucket): CfnTable {
  return textTable(scope, 'LakeRows', {
    database,
    name: TABLE,
    description: 'The rows of all lake objects, as text. Query the views instead',
    parameters: TABLE_PARAMETERS,
    descriptor: storageDescriptor(headersLocation(bucket.bucketName)),
    partitionKey: {
      name: PARTITION_KEY,
      type: 'string',
      comment: 'The leading folders of the source key (see the setting collectionDepth)',
    },
  });
}

/** The table of the deltas. Its partitions are not in the catalog. */
function changesTable(scope: Construct, database: string, bucket: IBucket): CfnTable {
  return textTable(scope, 'Changes', {
    database,
    name: CHANGES_TABLE,
    description: 'The rows of lake objects that were written in the last 90 days, as text, for compaction',
    parameters: CHANGES_PARAMETERS,
    descriptor: changesDescriptor(bucket.bucketName),
    partitionKey: { name: DAY_KEY, type: 'string', comment: 'The day on which a delta was begun, in UTC' },
  });
}

/** What differs between tables of CSV. */
interface TextTable {
  readonly database: string;
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly descriptor: ReturnType<typeof storageDescriptor>;
  readonly partitionKey: CfnTable.ColumnProperty;
}

function textTable(
  scope: Construct,
  id: string,
  { database, name, description, parameters, descriptor, partitionKey }: TextTable,
): CfnTable {
  const { Columns, Location, InputFormat, OutputFormat, SerdeInfo } = descriptor;
  return new CfnTable(scope, id, {
    catalogId: Aws.ACCOUNT_ID,
    databaseName: database,
    tableInput: {
      name,
      description,
      owner: 'fits-datalake',
      tableType: 'EXTERNAL_TABLE',
      parameters: { EXTERNAL: 'TRUE', ...parameters },
      partitionKeys: [partitionKey],
      storageDescriptor: {
        columns: Columns.map(({ Name, Type, Comment }) => ({ name: Name, type: Type, comment: Comment })),
        location: Location,
        inputFormat: InputFormat,
        outputFormat: OutputFormat,
        serdeInfo: {
          serializationLibrary: SerdeInfo.SerializationLibrary,
          parameters: SerdeInfo.Parameters,
        },
      },
    },
  });
}

const glueArn = (scope: Construct, resource: string, resourceName?: string): string =>
  Stack.of(scope).formatArn({
    service: 'glue',
    resource,
    ...(resourceName === undefined ? {} : { resourceName }),
  });

const pascal = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
