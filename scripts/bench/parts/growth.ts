import { closeSync, ftruncateSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { archiveFile } from '../archive.ts';
import { type Cost, fitsDatalake } from '../measure.ts';
import { count, type Part } from '../part.ts';

/** How many times fewer files the small archive has. */
const LESS = 20;
/** CPU seconds of a second ingest, by how much a file may cost more among many, and MB. */
const MOST = { again: 3, growth: 1.1, memory: 300 };

/** Whether a file costs the same in a large archive, and what a second ingest costs. */
export const GROWTH: Part = {
  files: 100_000,
  about: `writes an archive and one with ${LESS} times fewer files, and ingests each of them twice`,
  run: async function* ({ files, work }) {
    const few = Math.ceil(files / LESS);
    const small = ingestTwice(few, work);
    yield {
      what: `\`ingest\` of ${count(few)} files of one HDU`,
      ...small.first,
      most: { memory: MOST.memory },
    };
    const large = ingestTwice(files, work);
    yield {
      what: `\`ingest\` of ${count(files)} files of one HDU`,
      ...large.first,
      ratio: large.first.cpu / files / (small.first.cpu / few),
      to: `a file among ${count(few)}`,
      most: { memory: MOST.memory, ratio: MOST.growth },
    };
    yield {
      what: `\`ingest\` again of ${count(files)} files, nothing changed`,
      ...large.again,
      most: { cpu: MOST.again, memory: MOST.memory },
    };
  },
};

function ingestTwice(files: number, work: string): { readonly first: Cost; readonly again: Cost } {
  const [archive, lake] = [join(work, `archive-${files}`), join(work, `archive-lake-${files}`)];
  writeArchive(archive, files);
  const ingest = (): Cost => fitsDatalake('ingest', '--lake', lake, archive);
  const costs = { first: ingest(), again: ingest() };
  for (const folder of [archive, lake]) rmSync(folder, { recursive: true, force: true });
  return costs;
}

/** Writes the made archive. Its data are holes, which take no space. */
function writeArchive(folder: string, files: number): void {
  for (let number = 0; number < files; number++) {
    const { key, header, size } = archiveFile(number, files);
    const path = join(folder, key);
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(path, 'w');
    writeSync(file, header);
    ftruncateSync(file, size);
    closeSync(file);
  }
}
