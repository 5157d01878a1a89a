import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import { Catalog } from '../../lib/cloud/catalog.ts';
import { COLUMNS } from '../../lib/lake/columns.ts';
import { storageDescriptor } from '../../lib/lake/table.ts';
import { keywordColumns } from '../../lib/sql/keywords.ts';
import { VIEWS, views } from '../../lib/sql/views.ts';

const KEYWORDS = keywordColumns("GAIN:double, ESO DPR CATG, O'BRIEN, START:timestamp, ON:boolean, N:bigint");

function synthesized(keywords = KEYWORDS) {
  const stack = new Stack(new App(), 'lake');
  const bucket = Bucket.fromBucketName(stack, 'Target', 'the-lake');
  const catalog = new Catalog(stack, 'Catalog', {
    bucket,
    settings: { glueDatabase: 'my_headers', keywords },
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

const { catalog, template } = synthesized();
const tables = Object.values(template.findResources('AWS::Glue::Table') as Record<string, Table>);
const tableInput = (name: string): TableInput => {
  const found = tables.find(({ Properties }) => Properties.TableInput.Name === name);
  if (found === undefined) throw new Error(`no table ${name}`);
  return found.Properties.TableInput;
};

/** What Athena reads out of a view in the catalog. */
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

describe('Catalog', () => {
  it('has the database, with the table and the views in it', () => {
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

  it('makes the database first, then the table, then the views', () => {
    const ids = Object.keys(template.findResources('AWS::Glue::Table'));
    const [database] = Object.keys(template.findResources('AWS::Glue::Database'));
    const lakeRows = ids.find((id) => tables[ids.indexOf(id)]?.Properties.TableInput.Name === 'lake_rows');
    for (const { Properties, DependsOn } of tables) {
      expect(DependsOn).toEqual([Properties.TableInput.Name === 'lake_rows' ? database : lakeRows]);
    }
  });

  it('declares lake_rows in full', () => {
    expect(tableInput('lake_rows')).toEqual({
      Name: 'lake_rows',
      Description: expect.stringMatching(/\w/),
      Owner: 'fits-datalake',
      TableType: 'EXTERNAL_TABLE',
      Parameters: {
        EXTERNAL: 'TRUE',
        'skip.header.line.count': '1',
        // what Glue's classifier writes for gzipped CSV with a header line
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

  it('names what a policy for the table has to name', () => {
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

  describe.each(VIEWS)('view %s', (name) => {
    it('is a view of Athena, with what the engine asks for', () => {
      expect(tableInput(name)).toMatchObject({
        Owner: 'fits-datalake',
        TableType: 'VIRTUAL_VIEW',
        Parameters: { presto_view: 'true', comment: 'Presto View' },
        PartitionKeys: [],
        StorageDescriptor: { SerdeInfo: {} },
        ViewExpandedText: '/* Presto View */',
      });
      // Trino would take it for the comment, and the view for none
      expect(tableInput(name)).not.toHaveProperty('Description');
    });

    it('has the SQL of the local engine, looked up in the same database', () => {
      const { originalSql, catalog, schema } = decoded(name);
      expect({ catalog, schema }).toEqual({ catalog: 'awsdatacatalog', schema: 'my_headers' });
      expect(originalSql).toBe(views(KEYWORDS).find((view) => view.name === name)?.sql);
    });

    it('reads lake_rows, which is there, and nothing else', () => {
      const { originalSql } = decoded(name);
      const read = [...originalSql.replace(/^--.*$/gm, '').matchAll(/\b(?:FROM|JOIN)\s+([a-z_."]+)/gi)];
      expect(read.map(([, table]) => table)).toEqual(['lake_rows']);
    });

    it('tells its columns alike to Hive and to Trino', () => {
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

  it('has a column for each keyword in files and hdus, and quotes what is no name', () => {
    const wanted = [
      { name: 'gain', type: 'double' },
      { name: 'eso_dpr_catg', type: 'varchar' },
      { name: 'o_brien', type: 'varchar' },
      { name: 'start', type: 'timestamp(6)' },
      { name: 'on', type: 'boolean' },
      { name: 'n', type: 'bigint' },
    ];
    for (const name of ['files', 'hdus']) {
      const { columns, originalSql } = decoded(name);
      expect(columns.slice(-wanted.length)).toEqual(wanted);
      expect(originalSql).toContain("card_name = 'O''BRIEN'");
      expect(originalSql).toContain('AS "on"');
    }
    expect(decoded('headers').columns).toHaveLength(11);
  });
});
