import { expect, it } from 'vitest';
import { runCliBeside } from '../../helpers/run-cli-beside.ts';
import { serving } from '../../helpers/serving.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

it('two servers answer over one lake while files are ingested into it', async () => {
  const folder = `${tempFolder()}/lake`;
  const env = { FITS_CACHE: tempFolder() };
  const ingest = (files: string) => runCliBeside(['ingest', '--lake', folder, files], { env });
  await ingest('fits_data/space');
  const servers = await Promise.all(
    [1, 2].map(() => serving(['--lake', folder, '--port', '0', '--public', '--vo', '--json'], { env })),
  );
  const counts = (address: string) =>
    Promise.all(
      [
        fetch(`${address}tap/sync?FORMAT=csv&QUERY=SELECT+COUNT(*)+AS+n+FROM+files`),
        fetch(`${address}ask`, { method: 'POST', body: '{"sql": "SELECT count(*) FROM files"}' }),
        fetch(`${address}data/state`, { method: 'POST', body: '{"brief": true}' }),
      ].map(async (asked) => {
        const response = await asked;
        const text = await response.text();
        expect([response.status, text]).toEqual([200, expect.any(String)]);
        return Number(/(?:n\n|"rows":\[\["|"files":"?)(\d+)/.exec(text)?.[1]);
      }),
    );
  const pages = servers.map(({ line }) => String(JSON.parse(line).page));
  const [before] = await Promise.all(pages.map(counts));
  let isIngested = false;
  const ingested = ingest('fits_data/meridian').then(({ status }) => {
    isIngested = true;
    return status;
  });
  while (!isIngested) await Promise.all(pages.map(counts));
  expect(await ingested).toBe(3);
  for (;;) {
    const all = (await Promise.all(pages.map(counts))).flat();
    // all agree, and have the files that are new
    if (new Set(all).size === 1 && all[0] !== before?.[0]) break;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  for (const { stop, stderr } of servers) {
    expect(await stop('SIGINT')).toBe(130);
    expect(await stderr).not.toContain('a request failed');
  }
});
