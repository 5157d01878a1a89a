import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { notebookPython } from '../helpers/notebook.ts';
import { stilts } from './debian.ts';

const CHECK = new URL('./check.py', import.meta.url).pathname;

/**
 * Reads answers with astropy and with STILTS, and compares them with their JSON.
 *
 * @param paths of the answers, without the suffix
 * @param folder for temporary files
 * @returns what is wrong with each of them
 */
export async function differences(
  paths: readonly string[],
  folder: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  // all tables at once, because Java takes a second to start
  const [list, read] = [join(folder, 'list'), join(folder, 'by-stilts.fit')];
  writeFileSync(list, paths.map((path) => `${path}.fits\n`).join(''));
  await stilts('tmulti', `in=@${list}`, 'ifmt=fits', `out=${read}`, 'ofmt=fits-basic');
  const found = execFileSync(notebookPython('test:python'), [CHECK], {
    input: JSON.stringify({ paths, stilts: read }),
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'inherit'],
    maxBuffer: 2 ** 28,
  });
  return new Map(Object.entries(JSON.parse(found) as Record<string, string[]>));
}

/** Works on two items at a time; returns the result of each. */
export async function inPairs<T>(
  items: readonly string[],
  work: (item: string) => Promise<T>,
): Promise<ReadonlyMap<string, T>> {
  const results = new Map<string, T>();
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift())
      results.set(item, await work(item));
  };
  await Promise.all([worker(), worker()]);
  return results;
}
