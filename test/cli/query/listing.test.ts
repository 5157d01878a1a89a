import { expect, it } from 'vitest';
import { listing } from '../../../lib/cli/query/listing.ts';

it('the listing says what can be asked, and needs no lake for it', async () => {
  const text = await listing();
  for (const part of [
    'headers: ',
    'files: ',
    'date_obs timestamp',
    'removed_at timestamp',
    'long-exposures',
    'Examples:',
  ]) {
    expect(text).toContain(part);
  }
  for (const line of text.split('\n').filter((one) => one.startsWith('  source_'))) {
    expect(line.length).toBeLessThan(110);
  }
});
