import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keywordColumns } from '../../../lib/sql/keywords.ts';
import { expectStored, withOpen } from '../../helpers/expect-stored.ts';
import { runMain } from '../../helpers/run-main.ts';

const KEYWORDS = keywordColumns(
  'DATE:timestamp,TARGNAME,EXPOSURE:double,NAXIS1:bigint,EXTEND:boolean,ESO DPR CATG',
);
const CORPORA = ['fits_data', '../shared/fits', '../shared/fits-edge'].filter((folder) => existsSync(folder));

describe.each(CORPORA)('the stored views of the files of %s', (folder) => {
  let home: string;
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'fits-datalake-stored-'));
    const { stderr, status } = await runMain(['ingest', '--lake', join(home, 'lake'), folder]);
    expect(status, stderr).toBe(3);
    mkdirSync(join(home, 'lake', 'headers', 'collection=x'));
    writeFileSync(join(home, 'lake', 'headers', 'collection=x', 'not-a-lake-object.csv.gz'), 'x');
  });
  afterAll(() => rmSync(home, { recursive: true }));

  it('are what their SQL returns', async () => {
    for (const lakeKeywords of [KEYWORDS, KEYWORDS.slice(2)])
      await withOpen(join(home, 'lake'), { lakeKeywords, keywords: KEYWORDS }, (lake) =>
        expectStored(lake, KEYWORDS),
      );
  });
});
