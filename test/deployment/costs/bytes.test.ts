import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { lakeObjectBytes } from '../../../lib/deployment/costs/lake.ts';
import { LINE_BYTES } from '../../../lib/deployment/costs/predecessor.ts';
import { PARQUET } from '../../../lib/deployment/usage.ts';
import { extractor } from '../../../lib/lake/rows/extract.ts';
import { sync } from '../../../lib/lake/sync/sync.ts';
import { BUCKETS } from '../../../lib/sql/compaction/dialect.ts';
import { memoryStore } from '../../../lib/stores/memory.ts';
import { archiveFile, CARDS } from '../../../scripts/bench/archive.ts';
import { makeLake } from '../../../scripts/bench/lake.ts';
import { fitsFile } from '../../../scripts/bench/set.ts';
import { runMain } from '../../helpers/run-main.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

// Bytes per file and per card, compared with made files.

/** Bytes of the lake object of a file. */
async function measured(key: string, bytes: Uint8Array): Promise<number> {
  const [source, lake] = [memoryStore(), memoryStore()];
  await source.write(key, bytes, { ifMatch: null });
  const { lakeKey } = await sync({ source, lake, extract: extractor(), file: { bucket: 'archive', key } });
  return (await lake.head(lakeKey))?.size ?? 0;
}

describe('the bytes of a lake object', () => {
  it.each([1, 2, 3, 5, 10])('of %i HDUs with 150 cards each are within 15 percent', async (hdus) => {
    const ratio = (await measured('night/f.fits', fitsFile(7, hdus))) / lakeObjectBytes(150 * hdus);
    expect(Math.abs(ratio - 1)).toBeLessThan(0.15);
  });

  it('of an archive with varied values are within 15 percent', async () => {
    let sum = 0;
    for (let file = 0; file < 50; file++) {
      const { key, header } = archiveFile(37 * file, 2000);
      sum += await measured(key, header);
    }
    expect(Math.abs(sum / 50 / lakeObjectBytes(CARDS) - 1)).toBeLessThan(0.15);
  });
});

/** Bytes per row of each column of views, such as `files.instrume`, of a lake of so many files. */
async function columnBytes(views: readonly string[], files: number): Promise<ReadonlyMap<string, number>> {
  const columns = new Map<string, number>();
  const folder = tempFolder();
  const lake = join(folder, 'lake');
  await makeLake(lake, files);
  const duckdb = await (await DuckDBInstance.create()).connect();
  for (const view of views) {
    const output = join(folder, `${view}.parquet`);
    const zstd = join(folder, `${view}.zstd.parquet`);
    const { status } = await runMain(['query', '--lake', lake, `SELECT * FROM ${view}`, '--output', output]);
    expect(status).toBe(0);
    await duckdb.run(`COPY (FROM '${output}') TO '${zstd}' (FORMAT parquet, COMPRESSION zstd)`);
    const read = await duckdb.runAndReadAll(
      `SELECT path_in_schema, (sum(total_compressed_size) / sum(num_values))::DOUBLE FROM parquet_metadata('${zstd}') GROUP BY ALL`,
    );
    for (const [name, bytes] of read.getRows()) columns.set(`${view}.${name}`, Number(bytes));
  }
  duckdb.closeSync();
  return columns;
}

describe('the bytes of a row in Parquet files', () => {
  const within = (value: number, of: number, share: number) =>
    expect(Math.abs(value / of - 1), `${value} and ${of}`).toBeLessThan(share);

  it('are as measured', { timeout: 600_000 }, async () => {
    const columns = await columnBytes(['headers', 'files', 'hdus', 'obscore'], 2000);
    const sum = (view: string, wanted: (column: string) => boolean): number =>
      [...columns].reduce((all, [name, bytes]) => {
        const [of, column = ''] = name.split('.');
        return of === view && wanted(column) ? all + bytes : all;
      }, 0);
    // columns that the table of cards does not have: they are made by the view
    const made = ['card_number', 'path', 'source_url'];
    within(
      sum('headers', (column) => !made.includes(column)),
      PARQUET.card,
      0.15,
    );
    within(
      sum('headers', (column) => ['card_name', 'card_value'].includes(column)),
      PARQUET.cardNameAndValue,
      0.15,
    );
    within(
      sum('files', () => true),
      PARQUET.fileRow,
      0.15,
    );
    within(
      sum('hdus', () => true),
      PARQUET.hduRow,
      0.15,
    );
    within(
      sum('obscore', () => true),
      PARQUET.obscoreRow,
      0.15,
    );
    within(CARDS * sum('headers', (column) => column === 'source_key'), PARQUET.fileKey, 0.25);
    within(PARQUET.fileKeyOfCards, BUCKETS * PARQUET.fileKey, 0.4);
    within(
      sum('files', (column) => column === 'instrume'),
      PARQUET.wordColumn,
      0.25,
    );
    within(
      sum('obscore', (column) => column === 's_ra'),
      PARQUET.numberColumn,
      0.15,
    );
  });
});

it('the bytes of a line of the CSV of the predecessor are as measured', () => {
  const text = fitsFile(7, 3).toString('latin1');
  const cards = text.match(/.{80}/g)?.filter((card) => /^[A-Z0-9 -]{8}= /.test(card)) ?? [];
  const lines = cards.map((card) => {
    const [, keyword = '', value = '', comment = ''] =
      /^(.{8})= +('.*?'|\S+) *(?:\/ (.*))?$/.exec(card) ?? [];
    return `1,example-archive,2024/night/f000001.fits,${keyword.trim()},${value.replaceAll("'", '').trim()},"${comment.trim()}",\n\n`;
  });
  expect(lines.length).toBeGreaterThan(300);
  expect(Math.abs(lines.join('').length / lines.length / LINE_BYTES - 1)).toBeLessThan(0.1);
});
