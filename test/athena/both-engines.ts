import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import { type Lake, openLake } from '../../lib/engines/duckdb/open-lake.ts';
import { keywordColumns } from '../../lib/sql/keywords.ts';
import { awsClients } from './aws-clients.ts';
import { type Deployed, deploy } from './deploy.ts';
import type { TestLake } from './lakes/lakes.ts';
import { expectSame } from './same-answers.ts';
import { fromDuckdb, fromTrino } from './typed-answer.ts';
import { upload } from './upload.ts';

/** A lake that both engines read, for the tests of one `describe`. */
export interface BothEngines {
  readonly deployed: () => Deployed;
  readonly folder: () => string;
  /**
   * Runs a query on both engines, expects the same answer, and returns its number of rows.
   *
   * @param athena the query for Trino, if it differs
   */
  readonly agreeOn: (sql: string, athena?: string) => Promise<number>;
  /** The lake as DuckDB opened it. */
  readonly lake: () => Lake;
}

/** Deploys a lake for both engines before the tests of a `describe`. */
export function bothEngines({ name, keywords, fill }: Omit<TestLake, 'from'>): BothEngines {
  let folder = '';
  let lake: Lake | undefined;
  let deployed: Deployed | undefined;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fits-datalake-athena-lake-'));
    fill(folder);
    const clients = awsClients();
    deployed = await deploy(clients, { glueDatabase: name, keywords });
    await upload(clients, deployed, folder);
    lake = await openLake(folder, { keywords: keywordColumns(keywords) });
    expect(lake.damaged).toEqual([]);
  });
  afterAll(() => {
    lake?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const agreeOn = async (sql: string, athena = sql): Promise<number> => {
    const trino = await fromTrino(inject('trino'), name, athena);
    const duckdb = await fromDuckdb(lake!, sql);
    expectSame(sql, trino, duckdb);
    return duckdb.rows.length;
  };
  return { deployed: () => deployed!, folder: () => folder, agreeOn, lake: () => lake! };
}
