import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import { Catalog } from '../../lib/cloud/catalog.ts';
import { COLUMNS } from '../../lib/lake/columns.ts';
import { storageDescriptor } from '../../lib/lake/table.ts';
import { keywordColumns } from '../../lib/sql/keywords.ts';
import { VIEWS } from '../../lib/sql/view-columns.ts';
import { views } from '../../lib/sql/views.ts';

const KEYWORDS = keywordColumns("GAIN:double, ESO DPR CATG, O'BRIEN, START:timestamp, ON:boolean, N:bigint");

function synthesizedCatalog(keywords = KEYWORDS, compaction = '') {
  const stack = new Stack(new App(), 'lake');
  const bucket = Bucket.fromBucketName(stack, 'Target', 'the-lake');
  const catalog = new Catalog(stack, 'Catalog', {
    bucket,
    settings: { glueDatabase: 'my_headers', keywords, compaction },
  });
  return { catalog, template: Template.fromStack(stack) };
}

interface Table {
  readonly DependsOn?: readonly string[];
  readonly Properties: { readonly DatabaseName: string; readonly TableInput: TableInput };
}

interface TableInput {
  readonly Name: string;
  readonly Owner?: string;
  readonly Description: string;
  readonly ViewOriginalText: string;
  readonly StorageDescriptor: {
    readonly Columns: readonly { readonly Name: string; readonly Type: string }[];
    readonly SerdeInfo: unknown;
  };
}

const { catalog, template } = synthesizedCatalog();
const tables = Object.values(template.findResources('AWS::Glue::Table') as Record<string, Table>);
const tableInput = (name: string): TableInput => {
  const table = tables.find(({ Properties }) => Properties.TableInput.Name === name);
  if (table === undefined) throw new Error(`no table ${name}`);
  return table.Properties.TableInput;
};

/** The definition that Athena reads from a view in the catalog. */
function decoded(name: string) {
  const [, base64 = ''] =
    /^\/\* Presto View: ([A-Za-z0-9+/=]+) \*\/$/.exec(tableInput(name).ViewOriginalText) ?? [];
  return JSON.parse(Buffer.from(base64, 'base64').toString()) as {
    readonly originalSql: string;
    readonly catalog: string;
    readonly schema: string;
    readonly columns: readonly { readonly name: string; readonly type: string }[];
  };
}

describe('the catalog', () => {
  it('has the database, with the table and the views', () => {
    template.hasResourceProperties('AWS::Glue::Database', {
      CatalogId: { Ref: 'AWS::AccountId' },
      DatabaseInput: { Name: 'my_headers' },
    });
    expect(tables.map(({ Properties }) => Properties.DatabaseName)).toEqual(tables.map(() => 'my_headers'));
    expect(tables.map(({ Properties }) => Properties.TableInput.Name).sort()).toEqual(
      ['lake_rows', ...VIEWS].sort(),
    );
    expect([catalog.database, catalog.table, catalog.views]).toEqual(['my_headers', 'lake_rows', VIEWS]);
  });

  it('creates the database first, then the table, then the views', () => {
    const ids = Object.keys(template.findResources('AWS::Glue::Table'));
    const [database] = Object.keys(template.findResources('AWS::Glue::Database'));
    const lakeRows = ids.find((id) => tables[ids.indexOf(id)]?.Properties.TableInput.Name === 'lake_rows');
    for (const { Properties, DependsOn } of tables) {
      expect(DependsOn).toEqual([Properties.TableInput.Name === 'lake_rows' ? database : lakeRows]);
    }
  });

  it('declares every property of lake_rows', () => {
    expect(tableInput('lake_rows')).toEqual({
      Name: 'lake_rows',
      Description: expect.stringMatching(/\w/),
      Owner: 'fits-datalake',
      TableType: 'EXTERNAL_TABLE',
      Parameters: {
        EXTERNAL: 'TRUE',
        'skip.header.line.count': '1',
        // what Glue's classifier writes for CSV with a header line, compressed with gzip
        classification: 'csv',
        compressionType: 'gzip',
        delimiter: ',',
        typeOfData: 'file',
        columnsOrdered: 'true',
        areColumnsQuoted: 'false',
      },
      PartitionKeys: [{ Name: 'collection', Type: 'string', Comment: expect.stringMatching(/\w/) }],
      StorageDescriptor: storageDescriptor('s3://the-lake/headers/'),
    });
    const { Columns, SerdeInfo } = tableInput('lake_rows').StorageDescriptor;
    expect(Columns.map(({ Name, Type }) => [Name, Type])).toEqual(
      COLUMNS.map(({ name }) => [name, 'string']),
    );
    expect(SerdeInfo).toEqual({
      SerializationLibrary: 'org.apache.hadoop.hive.serde2.OpenCSVSerde',
      Parameters: { separatorChar: ',', quoteChar: '"', escapeChar: '\u0001' },
    });
  });

  it('names the ARNs that a policy for the table needs', () => {
    const stack = Stack.of(catalog);
    const prefix = [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':glue:',
      { Ref: 'AWS::Region' },
      ':',
      { Ref: 'AWS::AccountId' },
    ];
    expect(catalog.tableArns.map((arn) => stack.resolve(arn))).toEqual(
      [':catalog', ':database/my_headers', ':table/my_headers/lake_rows'].map((rest) => ({
        'Fn::Join': ['', [...prefix, rest]],
      })),
    );
    expect(catalog.allTableArns).toEqual([
      ...catalog.tableArns.slice(0, 2),
      catalog.tableArns[2]?.replace('/lake_rows', '/*'),
    ]);
  });

  describe.each(VIEWS)('the view %s', (name) => {
    it('is an Athena view with everything that the engine requires', () => {
      expect(tableInput(name)).toMatchObject({
        Owner: 'fits-datalake',
        TableType: 'VIRTUAL_VIEW',
        Parameters: { presto_view: 'true', comment: 'Presto View' },
        PartitionKeys: [],
        StorageDescriptor: { SerdeInfo: {} },
        ViewExpandedText: '/* Presto View */',
      });
      // Trino would read it as the comment, and would not recognize the view
      expect(tableInput(name)).not.toHaveProperty('Description');
    });

    it('has the SQL of the local engine, with tables from the same database', () => {
      const { originalSql, catalog, schema } = decoded(name);
      expect({ catalog, schema }).toEqual({ catalog: 'awsdatacatalog', schema: 'my_headers' });
      expect(originalSql).toBe(views(KEYWORDS).find((view) => view.name === name)?.sql);
    });

    it('reads from lake_rows only', () => {
      const { originalSql } = decoded(name);
      const read = [...originalSql.replace(/^--.*$/gm, '').matchAll(/\b(?:FROM|JOIN)\s+([a-z_."]+)/gi)];
      expect(read.map(([, table]) => table)).toEqual(['lake_rows']);
    });

    it('declares the same columns to Hive and to Trino', () => {
      const hive = tableInput(name).StorageDescriptor.Columns;
      const types: Readonly<Record<string, string>> = {
        varchar: 'string',
        integer: 'int',
        'timestamp(6)': 'timestamp',
      };
      expect(hive).toEqual(
        decoded(name).columns.map((column) => ({
          Name: column.name,
          Type: types[column.type] ?? column.type,
        })),
      );
      expect(new Set(hive.map(({ Type }) => Type))).not.toContain('varchar');
    });
  });

  it('has a column per keyword in files and hdus, and quotes names that need it', () => {
    const expected = [
      { name: 'gain', type: 'double' },
      { name: 'eso_dpr_catg', type: 'varchar' },
      { name: 'o_brien', type: 'varchar' },
      { name: 'start', type: 'timestamp(6)' },
      { name: 'on', type: 'boolean' },
      { name: 'n', type: 'bigint' },
    ];
    for (const name of ['files', 'hdus']) {
      const { columns, originalSql } = decoded(name);
      expect(columns.slice(-expected.length)).toEqual(expected);
      expect(originalSql).toContain("card_name = 'O''BRIEN'");
      expect(originalSql).toContain('AS "on"');
    }
    expect(decoded('headers').columns).toHaveLength(12);
  });
});

describe('the table of changes', () => {
  const changesIn = (compaction: string) => {
    const found = synthesizedCatalog(KEYWORDS, compaction).template.findResources('AWS::Glue::Table');
    return (Object.values(found) as Table[]).find(
      ({ Properties }) => Properties.TableInput.Name === 'changes',
    );
  };

  it('exists only if compaction is on', () => {
    expect(changesIn('')).toBeUndefined();
  });

  it('has the columns of lake_rows and five more, and a partition for each day that is computed', () => {
    const { TableInput } = changesIn('rate(1 hour)')?.Properties ?? {};
    expect(TableInput).toMatchObject({
      Owner: 'fits-datalake',
      TableType: 'EXTERNAL_TABLE',
      PartitionKeys: [{ Name: 'day', Type: 'string' }],
      Parameters: {
        ...{ EXTERNAL: 'TRUE', 'skip.header.line.count': '1', compressionType: 'gzip' },
        'projection.enabled': 'true',
        'projection.day.type': 'date',
        'projection.day.format': 'yyyy-MM-dd',
        'projection.day.range': 'NOW-92DAYS,NOW',
        'projection.day.interval': '1',
        'projection.day.interval.unit': 'DAYS',
      },
      StorageDescriptor: { Location: 's3://the-lake/changes/' },
    });
    const { Columns, SerdeInfo } = TableInput?.StorageDescriptor ?? {};
    expect(Columns?.map(({ Name }) => Name)).toEqual([
      ...COLUMNS.map(({ name }) => name),
      ...['collection', 'generation', 'lake_etag', 'lake_key', 'written'],
    ]);
    expect(SerdeInfo).toEqual(tableInput('lake_rows').StorageDescriptor.SerdeInfo);
  });
});
