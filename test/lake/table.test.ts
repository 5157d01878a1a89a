import { expect, it } from 'vitest';
import { HEADER_LINE } from '../../lib/lake/columns.ts';
import { headersLocation, storageDescriptor } from '../../lib/lake/table.ts';

it('the catalog describes the columns of the CSV as text, without an escape character', () => {
  const { Columns, Location, SerdeInfo } = storageDescriptor(headersLocation('lake'));
  expect(`${Columns.map(({ Name }) => Name).join(',')}\n`).toBe(HEADER_LINE);
  expect(new Set(Columns.map(({ Type }) => Type))).toEqual(new Set(['string']));
  // Glue takes no longer comments
  for (const { Comment } of Columns) expect(Comment.length).toBeLessThan(256);
  expect(Location).toBe('s3://lake/headers/');
  expect(SerdeInfo.Parameters).toEqual({ separatorChar: ',', quoteChar: '"', escapeChar: '\u0001' });
});
