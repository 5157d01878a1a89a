import { describe, expect, it } from 'vitest';
import { namedQueries } from '../../lib/sql/queries.ts';
import { synthesized } from '../helpers/synthesized.ts';

const stack = synthesized({ stackId: 'lake-2', glueDatabase: 'sky' });
const workgroups = stack.of('AWS::Athena::WorkGroup');
const queries = stack.of('AWS::Athena::NamedQuery');

describe('Workgroup', () => {
  it('holds everybody to its settings, keeps results for a day, and goes with the stack', () => {
    expect(workgroups.map(({ Properties }) => Properties)).toEqual([
      {
        Name: 'lake-2',
        Description: expect.stringContaining('sky'),
        RecursiveDeleteOption: true,
        WorkGroupConfiguration: {
          EngineVersion: { SelectedEngineVersion: 'Athena engine version 3' },
          EnforceWorkGroupConfiguration: true,
          // no place of its own beside: Athena refuses both
          ManagedQueryResultsConfiguration: { Enabled: true },
          BytesScannedCutoffPerQuery: 107_374_182_400,
          PublishCloudWatchMetricsEnabled: true,
        },
      },
    ]);
  });

  it('has every named query, as the command line has it', () => {
    const told = queries.map(({ Properties }) => ({
      name: Properties['Name'],
      about: Properties['Description'],
      sql: Properties['QueryString'],
    }));
    expect(told.sort((a, b) => (String(a.name) < String(b.name) ? -1 : 1))).toEqual(namedQueries());
    for (const { Properties } of queries) {
      expect(Properties).toMatchObject({ Database: 'sky', WorkGroup: { Ref: workgroups[0]?.id } });
      // Source: Amazon Athena API Reference, CreateNamedQuery
      expect(String(Properties['Name']).length).toBeLessThanOrEqual(128);
      expect(String(Properties['Description']).length).toBeLessThanOrEqual(1024);
    }
  });

  it("has the predecessor's query", () => {
    const origin = queries.find(({ Properties }) => Properties['Name'] === 'origin');
    expect(origin?.Properties['QueryString']).toContain("card_name = 'ORIGIN'");
  });
});
