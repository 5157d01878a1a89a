import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { download } from './download.ts';
import { HOME, TRINO } from './home.ts';
import { pythonWithMoto } from './python.ts';

interface Archive {
  readonly artifact: string;
  readonly packaging: 'tar.gz' | 'zip';
  readonly sha1: string;
  /** The one folder that is in it. */
  readonly folder: string;
}

const SERVER: Archive = {
  artifact: 'trino-server-core',
  packaging: 'tar.gz',
  sha1: '6bae2db438f8e6a2a8d9c8b566bb5e5b05870138',
  folder: `trino-server-core-${TRINO}`,
};

const HIVE: Archive = {
  artifact: 'trino-hive',
  packaging: 'zip',
  sha1: '7b2a4b6468ebf92b47cf096d43c4133eea88ae20',
  folder: `trino-hive-${TRINO}`,
};

const CENTRAL = 'https://repo.maven.apache.org/maven2';

export interface TrinoFolders {
  /** The server's own jars. */
  readonly lib: string;
  /** A folder with the folder of the one plugin in it. */
  readonly plugins: string;
}

/** Unpacks the Trino server and its Hive plugin, some 450 MB, where that was not done yet. */
export async function installTrino(): Promise<TrinoFolders> {
  const server = await unpacked(SERVER, HOME);
  const plugins = join(HOME, 'plugin');
  await unpacked(HIVE, plugins);
  return { lib: join(server, 'lib'), plugins };
}

/** The folder that is in an archive, within another. */
async function unpacked(archive: Archive, within: string): Promise<string> {
  const folder = join(within, archive.folder);
  if (existsSync(folder)) return folder;
  const file = await archiveFile(archive);
  mkdirSync(within, { recursive: true });
  // beside it, and moved into its place when it is whole
  const unfinished = mkdtempSync(join(HOME, 'unfinished-'));
  try {
    unpack(archive, file, unfinished);
    if (!existsSync(folder)) renameSync(join(unfinished, archive.folder), folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  rmSync(downloaded(archive), { force: true });
  return folder;
}

function unpack({ packaging }: Archive, file: string, folder: string): void {
  if (packaging === 'tar.gz') execFileSync('tar', ['-xzf', file, '-C', folder]);
  else execFileSync(pythonWithMoto(), ['-m', 'zipfile', '-e', file, folder]);
}

/** Maven's own copy where there is one, else from Maven Central. */
async function archiveFile(archive: Archive): Promise<string> {
  const path = `io/trino/${archive.artifact}/${TRINO}/${fileName(archive)}`;
  const mavens = join(homedir(), '.m2', 'repository', path);
  if (existsSync(mavens)) return mavens;
  const file = downloaded(archive);
  console.error(`test:athena: downloading ${fileName(archive)} from Maven Central, once`);
  await download(`${CENTRAL}/${path}`, file, archive.sha1);
  return file;
}

const downloaded = (archive: Archive): string => join(HOME, fileName(archive));

const fileName = ({ artifact, packaging }: Archive): string => `${artifact}-${TRINO}.${packaging}`;
