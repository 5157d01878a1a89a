import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, inject } from 'vitest';
import { type Lake, openLake } from '../../lib/engines/duckdb.ts';
import { keywordColumns } from '../../lib/sql/keywords.ts';
import { awsClients } from './aws-clients.ts';
import { type Deployed, deploy } from './deploy.ts';
import { expectSame } from './same-answers.ts';
import { fromDuckdb, fromTrino, type TypedAnswer } from './typed-answer.ts';
import { upload } from './upload.ts';

/** One lake under both engines, for the tests of one `describe`. */
export interface BothEngines {
  readonly deployed: () => Deployed;
  readonly folder: () => string;
  readonly trino: (sql: string) => Promise<TypedAnswer>;
  readonly duckdb: (sql: string) => Promise<TypedAnswer>;
  /** Asks both and expects the same answer; gives the number of its rows. */
  readonly agreeOn: (sql: string) => Promise<number>;
}

/**
 * @param name of the lake's database
 * @param keywords the setting `keywords`
 * @param fill writes the lake into a folder; or gives the folder of one that is there
 */
export function bothEngines(
  name: string,
  keywords: string,
  fill: (folder: string) => string | undefined | void,
): BothEngines {
  let folder = '';
  let scratch = '';
  let lake: Lake | undefined;
  let deployed: Deployed | undefined;
  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'fits-datalake-athena-lake-'));
    folder = fill(scratch) ?? scratch;
    const clients = awsClients();
    deployed = await deploy(clients, { glueDatabase: name, keywords });
    await upload(clients, deployed, folder);
    lake = await openLake(folder, { keywords: keywordColumns(keywords) });
  });
  afterAll(() => {
    lake?.close();
    rmSync(scratch, { recursive: true, force: true });
  });
  const trino = (sql: string): Promise<TypedAnswer> => fromTrino(inject('trino'), name, sql);
  const duckdb = (sql: string): Promise<TypedAnswer> => fromDuckdb(lake!, sql);
  const agreeOn = async (sql: string): Promise<number> => {
    const [onTrino, onDuckdb] = [await trino(sql), await duckdb(sql)];
    expectSame(sql, onTrino, onDuckdb);
    return onDuckdb.rows.length;
  };
  return { deployed: () => deployed!, folder: () => folder, trino, duckdb, agreeOn };
}
