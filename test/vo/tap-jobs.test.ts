import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Asker } from '../../lib/engines/asker.ts';
import { BASE, form, voInProcess } from './in-process.ts';

const { ask, service, folder } = voInProcess();

describe('jobs', () => {
  const created = async (fields: Readonly<Record<string, string>>, of = ask): Promise<string> => {
    const response = await of('tap/async', form(fields));
    expect(response.status).toBe(303);
    return response.headers.get('location') ?? '';
  };
  const textOf = async (path: string, of = ask): Promise<string> => (await of(path)).text();

  it('run, and keep their results', async () => {
    const job = await created({ QUERY: "SELECT object FROM files WHERE object = 'M31'", FORMAT: 'csv' });
    expect(await textOf(`${job}/phase`)).toBe('PENDING');
    await ask(`${job}/phase`, form({ PHASE: 'RUN' }));
    await ask(`${job}?WAIT=-1&PHASE=QUEUED`);
    await ask(`${job}?WAIT=-1&PHASE=EXECUTING`);
    const xml = await textOf(job);
    expect(xml).toContain('<uws:phase>COMPLETED</uws:phase>');
    expect(xml).toContain(`xlink:href="${job}/results/result"`);
    expect(await textOf(`${job}/results/result`)).toBe('object\nM31\n');
    expect(readdirSync(folder())).toContain(job.split('/').at(-1));
    expect((await ask(job, { method: 'DELETE' })).headers.get('location')).toBe(`${BASE}tap/async`);
    expect((await ask(job)).status).toBe(404);
    expect(readdirSync(folder())).not.toContain(job.split('/').at(-1));
  });
  it('are known to nobody but their creators', async () => {
    const jobs = await Promise.all(
      Array.from({ length: 20 }, () => created({ QUERY: 'SELECT hdu FROM hdus' })),
    );
    const ids = jobs.map((job) => job.split('/').at(-1) ?? '');
    // 160 random bits
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{40}$/);
    expect(new Set(ids.flatMap((id) => [id.slice(0, 20), id.slice(20)])).size).toBe(40);
    for (const query of ['', '?PHASE=PENDING', '?LAST=100', '?AFTER=2020-01-01']) {
      const list = await ask(`tap/async${query}`);
      expect([list.status, list.headers.get('content-type')]).toEqual([200, 'text/xml']);
      expect(await list.text()).toMatch(/<uws:jobs version="1.1" [^>]*\/>\n$/);
    }
  });
  it('keep their error', async () => {
    const job = await created({ QUERY: 'SELECT nothing FROM files', PHASE: 'RUN' });
    await ask(`${job}?WAIT=-1&PHASE=EXECUTING`);
    expect(await textOf(job)).toMatch(/<uws:phase>ERROR[\s\S]*there is no column nothing/);
    expect(await textOf(`${job}/error`)).toContain('value="ERROR">there is no column nothing');
    expect((await ask(`${job}/results/result`)).status).toBe(404);
  });
  it('can be changed until they run', async () => {
    const job = await created({ QUERY: 'SELECT 1 FROM nothing', MAXREC: '5' });
    await ask(`${job}/parameters`, form({ QUERY: 'SELECT hdu FROM hdus' }));
    await ask(`${job}/executionduration`, form({ EXECUTIONDURATION: '99999999' }));
    await ask(`${job}/destruction`, form({ DESTRUCTION: '2100-01-01T00:00:00Z' }));
    const parameters = await textOf(`${job}/parameters`);
    expect(parameters).toContain('<uws:parameter id="QUERY">SELECT hdu FROM hdus</uws:parameter>');
    expect(parameters).toContain('id="MAXREC"');
    expect(await textOf(`${job}/executionduration`)).toBe('3600');
    expect(new Date(await textOf(`${job}/destruction`)).getTime()).toBeLessThan(Date.now() + 8 * 86_400_000);
    await ask(`${job}/phase`, form({ PHASE: 'RUN' }));
    await ask(`${job}?WAIT=-1&PHASE=EXECUTING`);
    expect((await ask(`${job}/parameters`, form({ QUERY: 'SELECT 1 FROM hdus' }))).status).toBe(400);
    expect((await ask(`${job}/phase`, form({ PHASE: 'RUN' }))).status).toBe(400);
    expect((await ask(`${job}/phase`, form({ PHASE: 'HOP' }))).status).toBe(400);
    expect((await ask(`${job}/quote`, form({ QUOTE: '1' }))).status).toBe(400);
  });
  it('are aborted, and end their question', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const asker: Asker = ({ signal }) => {
      signals.push(signal);
      return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    };
    const slow = service({ asker, limits: { running: 1 } });
    const fields = { QUERY: 'SELECT hdu FROM hdus', PHASE: 'RUN' };
    const [first, second] = [await created(fields, slow), await created(fields, slow)];
    expect(await textOf(`${first}/phase`, slow)).toBe('EXECUTING');
    expect(await textOf(`${second}/phase`, slow)).toBe('QUEUED');
    await slow(`${first}/phase`, form({ PHASE: 'ABORT' }));
    expect(await textOf(`${first}/phase`, slow)).toBe('ABORTED');
    expect(signals[0]?.aborted).toBe(true);
    await slow(`${second}?WAIT=-1&PHASE=QUEUED`);
    expect(await textOf(`${second}/phase`, slow)).toBe('EXECUTING');
    await slow(second, form({ ACTION: 'DELETE' }));
    expect(signals[1]?.aborted).toBe(true);
  });
  it('are limited in number and size', async () => {
    const small = service({ limits: { jobs: 2, resultBytes: 1000 } });
    const jobs = [];
    for (let count = 0; count < 3; count++)
      jobs.push(await created({ QUERY: 'SELECT * FROM headers' }, small));
    expect((await small(jobs[0] ?? '')).status).toBe(404);
    await small(`${jobs[2]}/phase`, form({ PHASE: 'RUN' }));
    await small(`${jobs[2]}?WAIT=-1&PHASE=EXECUTING`);
    expect(await textOf(jobs[2] ?? '', small)).toContain('more than 1000 bytes');
  });
  it('are limited in the memory of what they wait with', async () => {
    const small = service({ limits: { waitingBytes: 3000 } });
    const [first, second] = [
      await created({ QUERY: 'SELECT 1 FROM hdus', MINE: 'x'.repeat(1000) }, small),
      await created({ QUERY: 'SELECT 1 FROM hdus', MINE: 'x'.repeat(1000) }, small),
    ];
    expect((await small(first)).status).toBe(404);
    expect((await small(second)).status).toBe(200);
    expect((await small('tap/async', form({ MINE: 'x'.repeat(2000) }))).status).toBe(503);
    expect((await small(`${second}/parameters`, form({ MINE: 'x'.repeat(1000) }))).status).toBe(503);
  });
  it('remove the oldest results when all together are too large', async () => {
    const small = service({ limits: { allResultBytes: 60, running: 1 } });
    const fields = { QUERY: 'SELECT hdu FROM hdus', FORMAT: 'csv', PHASE: 'RUN' };
    const first = await created(fields, small);
    await small(`${first}?WAIT=-1&PHASE=EXECUTING`);
    const second = await created({ ...fields, QUERY: 'SELECT source_key FROM hdus' }, small);
    await small(`${second}?WAIT=-1&PHASE=EXECUTING`);
    expect((await small(first)).status).toBe(404);
    expect(await textOf(`${second}/phase`, small)).toBe('COMPLETED');
  });
  it('are removed at their destruction', async () => {
    const job = await created({ QUERY: 'SELECT 1 FROM hdus' });
    await ask(`${job}/destruction`, form({ DESTRUCTION: '2020-01-01' }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await ask(job)).status).toBe(404);
  });
});
