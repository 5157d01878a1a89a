import { describe, expect, it } from 'vitest';
import { runMain } from '../../helpers/run-main.ts';
import { serving } from '../../helpers/serving.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

describe('serve --vo --files --hips', () => {
  it('gives programs addresses of files that it serves, and the page images of one host', async () => {
    const folder = `${tempFolder()}/lake`;
    await runMain(['ingest', '--lake', folder, 'fits_data/meridian/20240912']);
    const hips = 'https://alasky.cds.unistra.fr/DSS/DSSColor';
    const { line, stop } = await serving([
      ...['--lake', folder, '--port', '0', '--json', '--vo', '--files', '--hips', hips],
    ]);
    const { page, tap } = JSON.parse(line) as Record<string, string>;
    const base = new URL(tap ?? '').origin;
    const csv = async (path: string): Promise<string[][]> => {
      const text = await (await fetch(base + path)).text();
      return text
        .trim()
        .split('\n')
        .slice(1)
        .map((row) => row.split(','));
    };
    const adql = 'SELECT access_url, obs_publisher_did FROM ivoa.obscore ORDER BY 1';
    const rows = await csv(`/tap/sync?FORMAT=csv&QUERY=${encodeURIComponent(adql)}`);
    expect(rows.length).toBeGreaterThan(1);
    for (const [url = '', id = ''] of rows) {
      expect(url).toMatch(new RegExp(`^${base}/files/.*\\.fits`));
      // no token: programs do not know it
      const file = await fetch(url, { headers: { range: 'bytes=0-5' } });
      expect([file.status, await file.text()]).toEqual([206, 'SIMPLE']);
      const links = await csv(`/datalink/links?RESPONSEFORMAT=csv&ID=${encodeURIComponent(id)}`);
      expect(links.map(([, link]) => link)).toEqual([url]);
      const found = await csv(`/sia2/query?RESPONSEFORMAT=csv&ID=${encodeURIComponent(id)}`);
      for (const row of found) expect(row).toContain(url);
    }
    const policy = (await fetch(page ?? '')).headers.get('content-security-policy') ?? '';
    const sources = Object.fromEntries(policy.split('; ').map((part) => part.split(/ (.*)/s).slice(0, 2)));
    expect(sources).toMatchObject({
      'default-src': "'none'",
      'script-src': "'self'",
      'img-src': `'self' blob: data: ${hips}/`,
      'connect-src': `'self' ${hips}/properties`,
    });
    expect(await stop('SIGINT')).toBe(130);
  });
});
