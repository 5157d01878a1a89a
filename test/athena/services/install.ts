import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { download } from './download.ts';
import { pythonWithMoto } from './python.ts';
import { HOME, TRINO } from './trino-version.ts';

/** An archive of Trino on Maven Central. */
interface Archive {
  readonly artifact: string;
  readonly packaging: 'tar.gz' | 'zip';
  readonly sha1: string;
  /** The only folder in it. */
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

const ICEBERG: Archive = {
  artifact: 'trino-iceberg',
  packaging: 'zip',
  sha1: '6a9841be7b21c71110a1efc3a98e5dd833b20a8e',
  folder: `trino-iceberg-${TRINO}`,
};

const CENTRAL = 'https://repo.maven.apache.org/maven2';

/** Where Trino is installed. */
export interface TrinoFolders {
  /** The folder with the jars of the server. */
  readonly lib: string;
  /** The folder with the folders of the plugins in it. */
  readonly plugins: string;
}

/** Installs the Trino server and its plugins for Hive and Iceberg, about 0.8 GB, unless they are installed. */
export async function installTrino(): Promise<TrinoFolders> {
  const server = await unpacked(SERVER, HOME);
  const plugins = join(HOME, 'plugin');
  await unpacked(HIVE, plugins);
  await unpacked(ICEBERG, plugins);
  return { lib: join(server, 'lib'), plugins };
}

/** Unpacks an archive into `within`, unless that was done, and returns its folder. */
async function unpacked(archive: Archive, within: string): Promise<string> {
  const folder = join(within, archive.folder);
  if (existsSync(folder)) return folder;
  const file = await archiveFile(archive);
  mkdirSync(within, { recursive: true });
  // unpacked in a temporary folder and then moved, so that it is never incomplete
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

/** Returns the archive from the local Maven repository or, failing that, from Maven Central. */
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
