import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser } from 'playwright-core';
import { browserForBench, firstPicture, memoryOf, pageCosts } from '../page-cost.ts';
import { count, madeOnce, type Part, say } from '../part.ts';
import type { Row } from '../result.ts';
import { makeSkyLake } from '../sky-lake.ts';

/** HDUs per file. */
const HDUS = 50;
const TOKEN = 'the-token-of-the-bench';

/** A server over a million HDUs: how soon it is ready, what the page then gets, and how much memory that takes. */
export const SERVE: Part = {
  files: 20_000,
  about: `makes a lake of mosaics with ${HDUS} HDUs each; serves it, and asks for what the page needs`,
  run: async function* ({ files, work }) {
    const folder = join(work, `sky-${files}`);
    await madeOnce(folder, () => makeSkyLake(folder, { files, hdus: HDUS }));
    const browser = await browserForBench().catch((error: unknown) => {
      say(`the page is left out: ${error instanceof Error ? error.message : error}`);
      return undefined;
    });
    const all = `${count(files * HDUS)} HDUs`;
    // of a server of its own, which has not been asked anything before
    if (browser !== undefined) yield await pictureOf(browser, folder, all);
    const started = performance.now();
    const { child, url } = await startServer(folder);
    try {
      yield { what: '`serve`, until it is ready', wall: since(started), memory: memoryOf(child.pid) };
      yield await timed(`columns of ${count(files)} files`, child, () => posted(url, '/data/columns', {}), 1);
      yield await timed(`columns of ${all}, the first time`, child, () =>
        posted(url, '/data/columns', { view: 'obscore_hdus' }),
      );
      yield await timed(`columns of ${all}, again`, child, () =>
        posted(url, '/data/columns', { view: 'obscore_hdus' }),
      );
      const rows = Array.from({ length: 500 }, (_, row) => (row * 7919) % (files * HDUS));
      yield await timed(`500 of ${all}, as rows`, child, () =>
        posted(url, '/data/rows', { view: 'obscore_hdus', rows }),
      );
      yield await timed('the headers of a file', child, () =>
        posted(url, '/data/header', { row: files - 1 }),
      );
      const sql = 'SELECT instrument_name, count(*), avg(s_dec) FROM obscore_hdus GROUP BY ALL';
      yield await timed('typed SQL, in a process of its own', child, () => posted(url, '/ask', { sql }));
      if (browser === undefined) return;
      const costs = await pageCosts(browser, `${url}/#t=${TOKEN}`, all.replace(/ .*/, ''));
      yield { what: `the page in Chromium, with ${count(files)} files`, ...costs.files };
      yield { what: `the page in Chromium, with ${all}`, ...costs.hdus };
    } finally {
      await stopped(child);
      await browser?.close();
    }
  },
};

const since = (start: number): number => (performance.now() - start) / 1000;

const stopped = async (child: ChildProcess): Promise<void> => {
  child.kill('SIGINT');
  await once(child, 'exit');
};

async function pictureOf(browser: Browser, lake: string, all: string): Promise<Row> {
  const { child, url } = await startServer(lake);
  const { wall, requests, steps, bytes } = await firstPicture(
    browser,
    `${url}/#t=${TOKEN}&rows=hdus`,
  ).finally(() => stopped(child));
  const what = `first picture of ${all}, after ${requests} requests in ${steps} steps with ${count(Math.ceil(bytes / 1000))} kB`;
  return { what, wall, most: { wall: 1 } };
}

async function startServer(lake: string): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const args = [
    resolve('bin/fits-datalake.js'),
    'serve',
    '--lake',
    lake,
    '--port',
    '0',
    '--json',
    '--token',
    TOKEN,
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, url: String(JSON.parse(line).page).replace(/\/#.*/, '') };
}

async function posted(url: string, path: string, body: object): Promise<void> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify(body),
  });
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  for await (const _ of response.body ?? []) {
    // received, as a browser does
  }
}

async function timed(what: string, child: ChildProcess, work: () => Promise<void>, most?: number) {
  const start = performance.now();
  await work();
  const row = { what, wall: since(start), memory: memoryOf(child.pid) };
  return most === undefined ? row : { ...row, most: { wall: most } };
}
